import { UnauditedChangeError } from '../audit.errors.js';
import type { AuditedTable, AuditedTables } from './audited-tables.js';

/** A statement that adds rows. */
export interface InsertStatement {
  readonly kind: 'insert';
  readonly table: AuditedTable;
  readonly columns: readonly string[];
  /** For the columns of each row: index of the parameter; null for no value, undefined for one that only SQL knows. */
  readonly rows: readonly (readonly (number | null | undefined)[])[];
}

/** A statement that changes or removes rows. */
export interface ChangeStatement {
  readonly kind: 'update' | 'delete';
  readonly table: AuditedTable;
  /** SELECT of the rows that it is about, as they are before. */
  readonly rowsBefore: string;
  /** Indexes of the statement's parameters that the SELECT takes. */
  readonly parameters: readonly number[];
}

export type AuditedStatement = InsertStatement | ChangeStatement;

const WRITES = /\b(?:insert|replace|update|delete|truncate|merge|alter|drop|copy)\b/i;
const INSERT = /^INSERT INTO "?(\w+)"?\s*\(([^()]*)\)\s*VALUES\s*((?:\([^()]*\)\s*,?\s*)+)(?:RETURNING\b.*)?$/is;
const UPDATE = /^UPDATE "?(\w+)"? SET (.+?)(?: WHERE (.+?))?(?: RETURNING .*)?$/is;
const DELETE = /^DELETE FROM "?(\w+)"?(?: WHERE (.+?))?(?: RETURNING .*)?$/is;
const PLACEHOLDER = /\?|\$(\d+)/g;

/**
 * What a statement does to tables whose changes are told of; undefined when it does nothing to any. It goes by the text,
 * so that raw statements count as well.
 * @throws UnauditedChangeError for one that writes to such a table in a way that is not understood.
 */
export function auditedStatement(sql: string, tables: AuditedTables): AuditedStatement | undefined {
  if (!tables.areNamedIn(sql) || !WRITES.test(sql)) return undefined;
  const text = sql.trim();
  const found = insertOf(text, tables) ?? changeOf('update', text, tables) ?? changeOf('delete', text, tables);
  if (found === undefined) throw new UnauditedChangeError();
  return found === 'none of ours' ? undefined : found;
}

type Found<Statement> = Statement | 'none of ours' | undefined;

function insertOf(sql: string, tables: AuditedTables): Found<InsertStatement> {
  const [, name = '', columns = '', values = ''] = INSERT.exec(sql) ?? [];
  if (name === '') return undefined;
  const table = tables.named(name);
  if (table === undefined) return 'none of ours';
  const count = counter();
  const rows = [...values.matchAll(/\(([^()]*)\)/g)].map(([, tuple = '']) => tuple.split(',').map(valueIndex(count)));
  return {
    kind: 'insert',
    table,
    columns: columns.split(',').map((column) => column.trim().replaceAll('"', '')),
    rows,
  };
}

function valueIndex(count: () => number): (text: string) => number | null | undefined {
  return (text) => {
    const value = text.trim();
    if (value === '?') return count();
    if (/^\$\d+$/.test(value)) return Number(value.slice(1)) - 1;
    return /^(?:NULL|DEFAULT)$/i.test(value) ? null : undefined;
  };
}

function changeOf(kind: 'update' | 'delete', sql: string, tables: AuditedTables): Found<ChangeStatement> {
  const match = (kind === 'update' ? UPDATE : DELETE).exec(sql);
  if (match === null) return undefined;
  const [name = '', sets = '', where = '1 = 1'] = kind === 'update' ? match.slice(1) : [match[1], '', match[2]];
  const table = tables.named(name);
  if (table === undefined) return 'none of ours';
  const count = counter([...sets.matchAll(PLACEHOLDER)].length);
  const parameters: number[] = [];
  const condition = where.replace(PLACEHOLDER, (mark, number?: string) => {
    parameters.push(number === undefined ? count() : Number(number) - 1);
    return number === undefined ? mark : `$${parameters.length}`;
  });
  return { kind, table, rowsBefore: `SELECT * FROM "${table.name}" WHERE ${condition}`, parameters };
}

function counter(from = 0): () => number {
  let next = from;
  return () => next++;
}
