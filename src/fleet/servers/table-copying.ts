import type { DatabaseEngine, DatabaseName, DatabaseSnapshot, SchemaSession } from '../../database/index.js';
import { CopyDiffersError, MoveRefusedError } from './moving.errors.js';
import { HISTORY, movedTable, RowWriter } from './row-writer.js';
import type { MovedTable } from './row-writer.js';
import { rowText, TableSum } from './same-value.js';

/** A copy of a database that is being made on another server. */
export interface Copying {
  readonly source: DatabaseEngine;
  readonly target: DatabaseEngine;
  /** What is copied: a company's database, or, without a number, the master database. */
  readonly tenant: { readonly companyId: number | undefined; readonly database: DatabaseName };
  /** Its name until it is whole. */
  readonly scratch: DatabaseName;
}

/** A table as both databases have it. */
export interface ComparedTable {
  readonly rows: number;
  /** Of all values of all rows, see TableSum. */
  readonly checksum: string;
}

export type ComparedTables = Readonly<Record<string, ComparedTable>>;

/** What is encrypted stays so: the company's keys are the same on all servers. */
export const AS_STORED = { isSealed: true } as const;

/** Of a refused row or value; both engines say which kind of fault it is by how their code begins. */
const OF_CONTENT = /^(SQLITE_CONSTRAINT|SQLITE_MISMATCH|22|23)/;

/**
 * Writes all rows of a snapshot into the copy, with the history of its migrations.
 * @param isEmpty whether no table of the copy has rows. @throws MoveRefusedError.
 */
export async function fillTables(copying: Copying, snapshot: DatabaseSnapshot, isEmpty: boolean): Promise<void> {
  const tables = await movedTables(copying, snapshot);
  await writeRows(copying, async (writer) => {
    await writer.history(snapshot);
    for (const table of tables) await namingTable(table, () => writer.refill(snapshot, table, isEmpty));
  });
}

/** Compares the copy, read back, with what it is made of. @throws CopyDiffersError. */
export async function compareTables(copying: Copying, last: DatabaseSnapshot): Promise<ComparedTables> {
  const { target, tenant, scratch } = copying;
  const copy = await target.snapshot(scratch, tenant.companyId, AS_STORED);
  try {
    const compared: Record<string, ComparedTable> = {};
    for (const table of await movedTables(copying, last)) {
      const [was, is] = [await sumOf(last, table), await sumOf(copy, table)];
      if (was.rows !== is.rows) throw new CopyDiffersError(table.from.name, 'rows');
      if (was.checksum !== is.checksum) throw new CopyDiffersError(table.from.name, 'values');
      compared[table.from.name] = { rows: is.rows, checksum: is.checksum };
    }
    return compared;
  } finally {
    await copy.close();
  }
}

/** @throws MoveRefusedError when the schema is not what the migrations make. */
export async function movedTables(
  { target, tenant, scratch }: Copying,
  { tables }: DatabaseSnapshot,
): Promise<MovedTable[]> {
  const described = await target.describe(scratch, tenant.companyId);
  const byName = new Map(described.map((table) => [table.name, table]));
  const moved = tables.map((from) => movedTable(from, byName.get(from.name)));
  if (moved.includes(undefined) || moved.length !== described.filter(({ name }) => name !== HISTORY.name).length)
    throw new MoveRefusedError('The database has other tables than its migrations make: run check-tenants.');
  return moved as MovedTable[];
}

/** Writes into the copy, in one transaction. */
export function writeRows(
  { target, tenant, scratch }: Copying,
  work: (writer: RowWriter) => Promise<void>,
): Promise<void> {
  const write = (session: SchemaSession): Promise<void> => work(new RowWriter(session, target.kind));
  return target.withSchema(scratch, write, tenant.companyId);
}

/** Whether an error is about a row or a value, and not about the server. */
export function isOfContent(error: unknown): boolean {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === 'string' && OF_CONTENT.test(code);
}

async function sumOf(snapshot: DatabaseSnapshot, { from, columns }: MovedTable): Promise<TableSum> {
  const sum = new TableSum();
  for await (const rows of snapshot.portions(from)) for (const row of rows) sum.add(rowText(columns, row));
  return sum;
}

async function namingTable(table: MovedTable, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isOfContent(error)) throw error;
    throw new MoveRefusedError(`${table.from.name} has a row that the other server does not take.`, error);
  }
}
