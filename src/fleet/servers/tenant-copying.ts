import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { DatabaseKeys, HISTORY_TABLE, Migrator } from '../../database/index.js';
import type { DatabaseEngine, DatabaseName, DatabaseSnapshot, SchemaSession } from '../../database/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { TenantTemplate } from '../tenant-template.js';
import { CopyDiffersError, MoveRefusedError } from './moving.errors.js';
import { writeDifferences } from './row-differences.js';
import { HISTORY, movedTable, RowWriter } from './row-writer.js';
import type { MovedTable } from './row-writer.js';
import { rowText, TableSum } from './same-value.js';

/** A copy of a company's database that is being made on another server. */
export interface Copying {
  readonly source: DatabaseEngine;
  readonly target: DatabaseEngine;
  readonly tenant: Tenant;
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
const AS_STORED = { isSealed: true } as const;

/** Of a refused row or value; both engines say which kind of fault it is by how their code begins. */
const OF_CONTENT = /^(SQLITE_CONSTRAINT|SQLITE_MISMATCH|22|23)/;

/** Makes copies of companies' databases on other servers, of whatever engine, and compares them value by value. */
@Injectable()
export class TenantCopying {
  constructor(
    private readonly migrator: Migrator,
    private readonly template: TenantTemplate,
    private readonly keys: DatabaseKeys,
  ) {}

  /**
   * Copies the database as it is at this moment; whoever uses it notices nothing.
   * @returns what the copy has, which the caller must close.
   * @throws MoveRefusedError; what is there of the copy is the caller's to drop.
   */
  async begin(copying: Copying): Promise<DatabaseSnapshot> {
    const { source, tenant } = copying;
    const snapshot = await source.snapshot(tenant.database, tenant.companyId, AS_STORED);
    try {
      if (snapshot.schemaVersion !== this.migrator.head)
        throw new MoveRefusedError("The company's database waits for migrations: run migrate-tenants first.");
      await this.makeKey(copying);
      await this.fill(copying, snapshot);
      return snapshot;
    } catch (error) {
      await snapshot.close();
      throw error;
    }
  }

  /**
   * Brings the copy up to what the database is now, which nobody changes any more, and compares both.
   * @param first what the copy has. @throws CopyDiffersError, MoveRefusedError.
   */
  async finish(copying: Copying, first: DatabaseSnapshot): Promise<ComparedTables> {
    const { source, target, tenant, scratch } = copying;
    const { companyId, database } = tenant;
    const last = await source.snapshot(database, companyId, AS_STORED);
    try {
      await this.catchUp(copying, first, last);
      await target.moving.continueAfter(scratch, companyId, await source.moving.lastNumbers(database, companyId));
      const compared = await this.compare(copying, last);
      if (source.kind === 'postgres' && target.kind === 'postgres') await assertSameBytes(copying);
      return compared;
    } finally {
      await last.close();
    }
  }

  private async fill(copying: Copying, snapshot: DatabaseSnapshot): Promise<void> {
    const { target, tenant, scratch } = copying;
    await target.copy(await this.template.name(target), scratch, tenant.companyId);
    const tables = await this.tables(copying, snapshot);
    await this.write(copying, async (writer) => {
      await writer.history(snapshot);
      for (const table of tables) await namingTable(table, () => writer.refill(snapshot, table, true));
    });
  }

  private async catchUp(copying: Copying, first: DatabaseSnapshot, last: DatabaseSnapshot): Promise<void> {
    const tables = await this.tables(copying, last);
    try {
      await this.write(copying, async (writer) => {
        for (const table of tables) {
          if (table.numbered === undefined) await writer.refill(last, table, false);
          else await writeDifferences(writer, table, first, last);
        }
      });
    } catch (error) {
      // Changes that cannot be made one after the other, such as two rows that exchanged what only one may have.
      if (!OF_CONTENT.test(codeOf(error))) throw error;
      await copying.target.drop(copying.scratch, copying.tenant.companyId);
      await this.fill(copying, last);
    }
  }

  private async compare(copying: Copying, last: DatabaseSnapshot): Promise<ComparedTables> {
    const { target, tenant, scratch } = copying;
    const copy = await target.snapshot(scratch, tenant.companyId, AS_STORED);
    try {
      const compared: Record<string, ComparedTable> = {};
      for (const table of await this.tables(copying, last)) {
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
  private async tables({ target, tenant, scratch }: Copying, { tables }: DatabaseSnapshot): Promise<MovedTable[]> {
    const described = await target.describe(scratch, tenant.companyId);
    const byName = new Map(described.map((table) => [table.name, table]));
    const moved = tables.map((from) => movedTable(from, byName.get(from.name)));
    if (moved.includes(undefined) || moved.length !== described.filter(({ name }) => name !== HISTORY.name).length)
      throw new MoveRefusedError(
        "The company's database has other tables than its migrations make: run check-tenants.",
      );
    return moved as MovedTable[];
  }

  private write({ target, tenant, scratch }: Copying, work: (writer: RowWriter) => Promise<void>): Promise<void> {
    const write = (session: SchemaSession): Promise<void> => work(new RowWriter(session, target.kind));
    return target.withSchema(scratch, write, tenant.companyId);
  }

  /** A file is encrypted as those of new companies are. */
  private async makeKey({ source, target, tenant: { companyId } }: Copying): Promise<void> {
    const becomesFile = source.encryption === undefined && target.encryption !== undefined;
    if (becomesFile && this.keys.isOn && (await this.keys.of(companyId)) === undefined) await this.keys.make(companyId);
  }
}

/** Between servers of one kind nothing is read as something else: not even what clients never see may differ. */
async function assertSameBytes({ source, target, tenant, scratch }: Copying): Promise<void> {
  const was = await source.copies.examine(tenant.database, tenant.companyId);
  const is = await target.copies.examine(scratch, tenant.companyId);
  for (const [table, checksum] of Object.entries(was.checksums ?? {}))
    if (table !== HISTORY_TABLE && is.checksums?.[table] !== checksum) throw new CopyDiffersError(table, 'bytes');
  if (!isDeepStrictEqual({ ...was.rows }, { ...is.rows })) throw new CopyDiffersError('a table', 'rows');
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
    if (!OF_CONTENT.test(codeOf(error))) throw error;
    throw new MoveRefusedError(`${table.from.name} has a row that the other server does not take.`, error);
  }
}

function codeOf(error: unknown): string {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}
