import type { Database } from 'better-sqlite3';
import { HISTORY_TABLE } from '../migration-history.js';
import { grouped } from './grouped.js';
import type {
  ColumnDescription,
  ConditionDescription,
  ForeignKeyDescription,
  IndexDescription,
  SchemaDescription,
  TableDescription,
  UniqueDescription,
} from './schema-description.js';
import { listed, normalized, parenthesized } from './sql-text.js';

interface TableRow {
  readonly name: string;
  readonly sql: string;
}

interface ColumnRow {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
  readonly pk: number;
}

interface IndexRow {
  readonly table: string;
  readonly name: string;
  readonly unique: number;
  /** `c`: CREATE INDEX, `u`: UNIQUE, `pk`: primary key. */
  readonly origin: string;
  readonly sql: string | null;
  readonly column: string | null;
}

interface ForeignKeyRow {
  readonly table: string;
  readonly id: number;
  readonly target: string;
  readonly from: string;
  readonly to: string | null;
  readonly on_delete: string;
}

const TABLES = `m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.name <> '${HISTORY_TABLE}'`;

const READ_TABLES = `SELECT m.name, m.sql FROM sqlite_schema m WHERE ${TABLES} ORDER BY m.name`;
const READ_COLUMNS = `SELECT m.name AS "table", c.name, c.type, c."notnull", c.dflt_value, c.pk
  FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE ${TABLES} ORDER BY m.name, c.cid`;
const READ_INDEXES = `SELECT m.name AS "table", l.name, l."unique", l.origin, i.sql, c.name AS "column"
  FROM sqlite_schema m JOIN pragma_index_list(m.name) l JOIN pragma_index_info(l.name) c
  LEFT JOIN sqlite_schema i ON i.type = 'index' AND i.name = l.name WHERE ${TABLES} ORDER BY m.name, l.name, c.seqno`;
const READ_FOREIGN_KEYS = `SELECT m.name AS "table", f.id, f."table" AS target, f."from", f."to", f.on_delete
  FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f WHERE ${TABLES} ORDER BY m.name, f.id, f.seq`;
const READ_TRIGGERS = `SELECT m.tbl_name AS "table", m.name, m.sql FROM sqlite_schema m WHERE m.type = 'trigger' ORDER BY m.name`;

/** What a SQLite database really looks like; five statements, well under a millisecond for a clinic's. */
export function describeSqliteSchema(database: Database): SchemaDescription {
  const read = <Row>(sql: string): Row[] => database.prepare<[], Row>(sql).all();
  const columns = grouped(read<ColumnRow>(READ_COLUMNS), (row) => row.table);
  const indexes = grouped(read<IndexRow>(READ_INDEXES), (row) => row.table);
  const foreignKeys = grouped(read<ForeignKeyRow>(READ_FOREIGN_KEYS), (row) => row.table);
  const triggers = grouped(read<TableRow & { table: string }>(READ_TRIGGERS), (row) => row.table);
  return read<TableRow>(READ_TABLES).map(({ name, sql }): TableDescription => {
    const found = columns.get(name) ?? [];
    return {
      name,
      columns: found.map(columnOf),
      primaryKey: found
        .filter(({ pk }) => pk > 0)
        .sort((a, b) => a.pk - b.pk)
        .map((row) => row.name),
      isNumbered: /\bAUTOINCREMENT\b/i.test(sql),
      ...indexesOf(indexes.get(name) ?? []),
      foreignKeys: foreignKeysOf(foreignKeys.get(name) ?? [], sql),
      checks: checksOf(sql),
      exclusions: [],
      triggers: (triggers.get(name) ?? []).map((row) => ({ name: row.name, sql: normalized(row.sql) })),
    };
  });
}

function columnOf({ name, type, notnull, dflt_value, pk }: ColumnRow): ColumnDescription {
  return { name, type: type.toLowerCase(), notNull: notnull === 1 || pk > 0, default: dflt_value };
}

function indexesOf(rows: readonly IndexRow[]): Pick<TableDescription, 'indexes' | 'uniques'> {
  const groups = [...grouped(rows, (row) => row.name).values()];
  const ofOrigin = (origin: string): IndexRow[][] => groups.filter(([row]) => row?.origin === origin);
  return {
    indexes: ofOrigin('c').map(([row]) => indexOf(row!)),
    uniques: ofOrigin('u').map((parts): UniqueDescription => ({
      name: '',
      columns: parts.map((part) => part.column!),
    })),
  };
}

function indexOf({ name, unique, sql }: IndexRow): IndexDescription {
  const text = sql ?? '';
  const open = text.indexOf('(');
  const columns = parenthesized(text, open);
  const where = /^\s*WHERE\s+([^]*)$/i.exec(text.slice(open + columns.length + 2))?.[1];
  return {
    name,
    unique: unique === 1,
    columns: listed(columns),
    where: where === undefined ? null : normalized(where),
  };
}

function foreignKeysOf(rows: readonly ForeignKeyRow[], sql: string): ForeignKeyDescription[] {
  return [...grouped(rows, (row) => row.id).values()].map((parts) => {
    const columns = parts.map((part) => part.from);
    const [first] = parts;
    return {
      name: nameOf(sql, columns),
      columns,
      table: first!.target,
      references: parts.map((part) => part.to ?? 'id'),
      onDelete: first!.on_delete,
    };
  });
}

/** The name is in the text only. */
function nameOf(sql: string, columns: readonly string[]): string {
  const named = /CONSTRAINT\s+["`]?(\w+)["`]?\s+FOREIGN\s+KEY\s*\(([^)]*)\)/gi;
  return [...sql.matchAll(named)].find((match) => listed(match[2]!).join() === columns.join())?.[1] ?? '';
}

function checksOf(sql: string): ConditionDescription[] {
  const checks = sql.matchAll(/(?:CONSTRAINT\s+["`]?(\w+)["`]?\s+)?CHECK\s*\(/gi);
  return [...checks].map((match) => ({
    name: match[1] ?? '',
    expression: normalized(parenthesized(sql, match.index + match[0].length - 1)),
  }));
}
