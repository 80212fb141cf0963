import type { QueryRunner } from 'typeorm';
import type { Changes } from '../audit-keys.js';
import type { AuditedTable, AuditedTables } from './audited-tables.js';
import { AuditedTransaction } from './audited-transaction.js';
import type { TableChange } from './audited-transaction.js';
import { auditedStatement } from './statements.js';
import type { AuditedStatement, InsertStatement } from './statements.js';

type Row = Readonly<Record<string, unknown>>;

/** Rows that one statement changes are told of one by one, up to so many. */
const TOLD_ROWS = 50;
const STATEMENTS_KEPT = 500;

/** Finds out what statements change, from their text and from the rows before and after. */
export class ChangeWatch {
  private readonly known = new Map<string, AuditedStatement | undefined>();

  constructor(private readonly tables: AuditedTables) {}

  /** What a statement does to a table that is watched. @throws UnauditedChangeError. */
  statement(sql: string): AuditedStatement | undefined {
    if (this.known.has(sql)) return this.known.get(sql);
    const statement = auditedStatement(sql, this.tables);
    if (this.known.size >= STATEMENTS_KEPT) this.known.clear();
    this.known.set(sql, statement);
    return statement;
  }

  /** To be called before the statement runs. An insertion, which is most of what is written, is waited for by nobody. */
  before(
    queryRunner: QueryRunner,
    sql: string,
    statement: AuditedStatement,
    given: unknown[],
  ): Promise<void> | undefined {
    const begin = (before: Row[]): void => {
      AuditedTransaction.of(queryRunner).statementBegins({ sql, statement, before });
    };
    if (statement.kind !== 'insert') return rowsBefore(queryRunner, statement, given).then(begin);
    begin([]);
    return undefined;
  }

  /** To be called when it has run. @param result undefined when it failed. */
  after(queryRunner: QueryRunner, sql: string, given: unknown[], result: unknown): Promise<void> | undefined {
    const transaction = AuditedTransaction.of(queryRunner);
    const running = transaction.statementEnds(sql);
    if (running === undefined || result === undefined) return undefined;
    const { statement, before } = running;
    if (statement.kind !== 'insert') {
      return changesOf(queryRunner, statement, before).then((changes) => {
        for (const change of changes) transaction.add(change);
      });
    }
    transaction.add(insertion(statement, given, result));
    return undefined;
  }
}

function rowsBefore(
  queryRunner: QueryRunner,
  { rowsBefore: select, parameters }: Exclude<AuditedStatement, InsertStatement>,
  given: readonly unknown[],
): Promise<Row[]> {
  return queryRunner.query(
    select,
    parameters.map((index) => given[index]),
  );
}

async function changesOf(
  queryRunner: QueryRunner,
  { table, kind }: Exclude<AuditedStatement, InsertStatement>,
  before: readonly Row[],
): Promise<TableChange[]> {
  const ids = before.map((row) => row[table.key] as number | string);
  if (ids.length === 0) return [];
  if (ids.length > TOLD_ROWS) return [{ action: kind, table: table.name, ids }];
  const after = kind === 'delete' ? [] : await rowsOf(queryRunner, table, ids);
  const later = new Map(after.map((row) => [String(row[table.key]), row]));
  return before.map((row, index) => ({
    action: kind,
    table: table.name,
    ids: [ids[index]!],
    changes: differences(table, row, later.get(String(ids[index])) ?? {}),
  }));
}

function rowsOf(queryRunner: QueryRunner, table: AuditedTable, ids: readonly unknown[]): Promise<Row[]> {
  const marks = ids.map((_id, index) => queryRunner.dataSource.driver.createParameter(`v${index}`, index));
  return queryRunner.query(`SELECT * FROM "${table.name}" WHERE "${table.key}" IN (${marks.join()})`, [...ids]);
}

/** A value as JSON can have it. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Buffer.isBuffer(value)) return value.toString('base64');
  return value ?? null;
}

/** Fields whose values differ, by the names that the API has for them. */
function differences({ properties, open }: AuditedTable, before: Row, after: Row): Changes {
  const found: Record<string, [unknown, unknown]> = {};
  for (const [column, property] of properties) {
    const [from, to] = [before, after].map((row) => plain(open(column, row[column])));
    if (from !== to && JSON.stringify(from) !== JSON.stringify(to)) found[property] = [from, to];
  }
  return found;
}

function insertion({ table, columns, rows }: InsertStatement, given: readonly unknown[], result: unknown): TableChange {
  const [first = []] = rows;
  if (rows.length > 1) return { action: 'import', table: table.name, ids: newIds(table, rows.length, result) };
  const changes: Record<string, [unknown, unknown]> = {};
  let ownKey: unknown;
  for (const [index, column] of columns.entries()) {
    const place = first[index];
    const value = place === null ? null : place === undefined ? '(computed)' : given[place];
    const property = table.properties.get(column);
    if (column === table.key && !table.isNumbered) ownKey = value;
    if (property === undefined) continue;
    const told = plain(table.open(column, value));
    if (told !== null) changes[property] = [null, told];
  }
  const ids = ownKey === undefined ? newIds(table, 1, result) : [ownKey as number | string];
  return { action: 'create', table: table.name, ids, changes };
}

/** SQLite tells the last number and gave them out in a row, under its write lock; PostgreSQL returns all. */
function newIds({ key }: AuditedTable, count: number, result: unknown): (number | string)[] {
  if (typeof result === 'number') return Array.from({ length: count }, (_id, index) => result - count + 1 + index);
  const rows = (Array.isArray(result) ? result : ((result as { rows?: unknown[] } | null)?.rows ?? [])) as Row[];
  return rows.map((row) => row[key] as number | string);
}
