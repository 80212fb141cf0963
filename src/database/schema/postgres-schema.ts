import { HISTORY_TABLE } from '../migration-history.js';
import { grouped } from './grouped.js';
import type {
  ColumnDescription,
  ConditionDescription,
  ForeignKeyDescription,
  IndexDescription,
  SchemaDescription,
  TableDescription,
} from './schema-description.js';
import { listed, normalized, parenthesized } from './sql-text.js';

/** Runs one statement without parameters and gives its rows. */
export type ReadStatement = (sql: string) => Promise<unknown[]>;

interface ColumnRow {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly not_null: boolean;
  readonly default_sql: string | null;
  readonly identity: string;
}

interface ConstraintRow {
  readonly table: string;
  readonly name: string;
  /** `p`rimary key, `u`nique, `f`oreign key, `c`heck, e`x`clusion. */
  readonly type: string;
  readonly definition: string;
  readonly columns: readonly string[] | null;
  readonly target: string | null;
  readonly references: readonly string[] | null;
  readonly on_delete: string;
}

interface IndexRow {
  readonly table: string;
  readonly name: string;
  readonly unique: boolean;
  readonly definition: string;
}

interface TriggerRow {
  readonly table: string;
  readonly name: string;
  readonly sql: string;
}

const OURS = `t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace AND t.relname <> '${HISTORY_TABLE}'`;
const COLUMN_NAMES = (list: string, table: string): string =>
  `(SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(${list}) WITH ORDINALITY AS k (number, place)
    JOIN pg_attribute a ON a.attrelid = ${table} AND a.attnum = k.number)`;

const READ_COLUMNS = `SELECT t.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
    a.attnotnull AS not_null, pg_get_expr(d.adbin, d.adrelid) AS default_sql, a.attidentity AS identity
  FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
  WHERE ${OURS} ORDER BY t.relname, a.attnum`;
const READ_CONSTRAINTS = `SELECT t.relname AS "table", c.conname AS name, c.contype AS type,
    pg_get_constraintdef(c.oid) AS definition, ${COLUMN_NAMES('c.conkey', 'c.conrelid')} AS columns,
    f.relname AS target, ${COLUMN_NAMES('c.confkey', 'c.confrelid')} AS references, c.confdeltype AS on_delete
  FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid LEFT JOIN pg_class f ON f.oid = c.confrelid
  WHERE ${OURS} AND c.contype IN ('p', 'u', 'f', 'c', 'x') ORDER BY t.relname, c.conname`;
const READ_INDEXES = `SELECT t.relname AS "table", i.relname AS name, x.indisunique AS unique,
    pg_get_indexdef(x.indexrelid) AS definition
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
  WHERE ${OURS} AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = x.indexrelid) ORDER BY t.relname, i.relname`;
const READ_TRIGGERS = `SELECT t.relname AS "table", g.tgname AS name, pg_get_triggerdef(g.oid, true) AS sql
  FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid WHERE ${OURS} AND NOT g.tgisinternal ORDER BY g.tgname`;

/** PostgreSQL's long names, as migrations write them. */
const SHORT_TYPES: readonly (readonly [RegExp, string])[] = [
  [/^character varying/, 'varchar'],
  [/^timestamp(\(\d+\))? with time zone$/, 'timestamptz$1'],
  [/^timestamp(\(\d+\))? without time zone$/, 'timestamp$1'],
];

const ON_DELETE: Readonly<Record<string, string>> = {
  a: 'NO ACTION',
  r: 'RESTRICT',
  c: 'CASCADE',
  n: 'SET NULL',
  d: 'SET DEFAULT',
};

/** What a PostgreSQL database's own schema really looks like. */
export async function describePostgresSchema(read: ReadStatement): Promise<SchemaDescription> {
  // One after the other: a connection runs one statement at a time.
  const columns = grouped((await read(READ_COLUMNS)) as ColumnRow[], (row) => row.table);
  const constraints = grouped((await read(READ_CONSTRAINTS)) as ConstraintRow[], (row) => row.table);
  const indexes = grouped((await read(READ_INDEXES)) as IndexRow[], (row) => row.table);
  const triggers = grouped((await read(READ_TRIGGERS)) as TriggerRow[], (row) => row.table);
  return [...columns].map(([name, found]): TableDescription => {
    const ofType = (type: string): ConstraintRow[] => (constraints.get(name) ?? []).filter((row) => row.type === type);
    return {
      name,
      columns: found.map(columnOf),
      primaryKey: ofType('p')[0]?.columns ?? [],
      isNumbered: found.some(({ identity }) => identity !== ''),
      indexes: (indexes.get(name) ?? []).map(indexOf),
      uniques: ofType('u').map((row) => ({ name: row.name, columns: row.columns ?? [] })),
      foreignKeys: ofType('f').map(foreignKeyOf),
      checks: ofType('c').map(checkOf),
      exclusions: ofType('x').map((row) => ({
        name: row.name,
        expression: settled(row.definition.replace(/^EXCLUDE /, '')),
      })),
      triggers: (triggers.get(name) ?? []).map((row) => ({ name: row.name, sql: normalized(row.sql) })),
    };
  });
}

/**
 * An expression as the server writes it once it has read what it wrote itself: of a list of texts it moves the cast into
 * the list then. Whether a database was made by migrations or out of a dump, it is the same.
 */
function settled(expression: string): string {
  return expression.replace(
    /\(ARRAY\[((?:'(?:[^']|'')*'::[a-z ]+(?:, )?)+)\]\)::(\w+)\[\]/g,
    (_all, list: string, type: string) => {
      const members = list.match(/'(?:[^']|'')*'::[a-z ]+/g) ?? [];
      return `ARRAY[${members.map((member) => `(${member})::${type}`).join(', ')}]`;
    },
  );
}

function columnOf({ name, type, not_null, default_sql }: ColumnRow): ColumnDescription {
  const short = SHORT_TYPES.reduce((text, [long, replacement]) => text.replace(long, replacement), type);
  return { name, type: short.replace('undefined', ''), notNull: not_null, default: default_sql };
}

function indexOf({ name, unique, definition }: IndexRow): IndexDescription {
  const open = definition.indexOf('(');
  const columns = parenthesized(definition, open);
  const where = / WHERE ([^]*)$/.exec(definition.slice(open + columns.length + 2))?.[1];
  return { name, unique, columns: listed(columns), where: where === undefined ? null : settled(normalized(where)) };
}

function foreignKeyOf({ name, columns, target, references, on_delete }: ConstraintRow): ForeignKeyDescription {
  return {
    name,
    columns: columns ?? [],
    table: target ?? '',
    references: references ?? [],
    onDelete: ON_DELETE[on_delete] ?? '',
  };
}

function checkOf({ name, definition }: ConstraintRow): ConditionDescription {
  return { name, expression: settled(normalized(parenthesized(definition, definition.indexOf('(')))) };
}
