import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { HISTORY_TABLE, Migrator } from '../../database/index.js';
import type { DatabaseSnapshot } from '../../database/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { TenantTemplate } from '../tenant-template.js';
import { CopyDiffersError, MoveRefusedError } from './moving.errors.js';
import { writeDifferences } from './row-differences.js';
import { AS_STORED, compareTables, fillTables, isOfContent, movedTables, writeRows } from './table-copying.js';
import type { ComparedTables, Copying } from './table-copying.js';

/** A copy of a company's database. */
export interface CompanyCopying extends Copying {
  readonly tenant: Tenant;
}

/** Makes copies of companies' databases on other servers, of whatever engine, and compares them value by value. */
@Injectable()
export class TenantCopying {
  constructor(
    private readonly migrator: Migrator,
    private readonly template: TenantTemplate,
  ) {}

  /**
   * Copies the database as it is at this moment; whoever uses it notices nothing.
   * @returns what the copy has, which the caller must close.
   * @throws MoveRefusedError; what is there of the copy is the caller's to drop.
   */
  async begin(copying: CompanyCopying): Promise<DatabaseSnapshot> {
    const { source, tenant } = copying;
    const snapshot = await source.snapshot(tenant.database, tenant.companyId, AS_STORED);
    try {
      if (snapshot.schemaVersion !== this.migrator.head)
        throw new MoveRefusedError("The company's database waits for migrations: run migrate-tenants first.");
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
  async finish(copying: CompanyCopying, first: DatabaseSnapshot): Promise<ComparedTables> {
    const { source, target, tenant, scratch } = copying;
    const { companyId, database } = tenant;
    const last = await source.snapshot(database, companyId, AS_STORED);
    try {
      await this.catchUp(copying, first, last);
      await target.moving.continueAfter(scratch, companyId, await source.moving.lastNumbers(database, companyId));
      const compared = await compareTables(copying, last);
      if (source.kind === 'postgres' && target.kind === 'postgres') await assertSameBytes(copying);
      return compared;
    } finally {
      await last.close();
    }
  }

  private async fill(copying: CompanyCopying, snapshot: DatabaseSnapshot): Promise<void> {
    const { target, tenant, scratch } = copying;
    await target.copy(await this.template.name(target), scratch, tenant.companyId);
    await fillTables(copying, snapshot, true);
  }

  private async catchUp(copying: CompanyCopying, first: DatabaseSnapshot, last: DatabaseSnapshot): Promise<void> {
    const tables = await movedTables(copying, last);
    try {
      await writeRows(copying, async (writer) => {
        for (const table of tables) {
          if (table.numbered === undefined) await writer.refill(last, table, false);
          else await writeDifferences(writer, table, first, last);
        }
      });
    } catch (error) {
      // Changes that cannot be made one after the other, such as two rows that exchanged what only one may have.
      if (!isOfContent(error)) throw error;
      await copying.target.drop(copying.scratch, copying.tenant.companyId);
      await this.fill(copying, last);
    }
  }
}

/** Between servers of one kind nothing is read as something else: not even what clients never see may differ. */
async function assertSameBytes({ source, target, tenant, scratch }: CompanyCopying): Promise<void> {
  const was = await source.copies.examine(tenant.database, tenant.companyId);
  const is = await target.copies.examine(scratch, tenant.companyId);
  for (const [table, checksum] of Object.entries(was.checksums ?? {}))
    if (table !== HISTORY_TABLE && is.checksums?.[table] !== checksum) throw new CopyDiffersError(table, 'bytes');
  if (!isDeepStrictEqual({ ...was.rows }, { ...is.rows })) throw new CopyDiffersError('a table', 'rows');
}
