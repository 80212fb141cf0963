import { Injectable } from '@nestjs/common';
import { DatabaseEngine } from '../../database/index.js';
import { TenantDirectory, TenantQuota, WORKING_TABLES } from '../../tenancy/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { TenantLocks } from '../locks/tenant-locks.js';
import { Operations } from '../operations/index.js';
import type { RunningOperation } from '../operations/index.js';
import { importName } from '../working-names.js';
import { Archives, assertStorage } from './archives.js';
import type { OpenArchive } from './archives.js';
import { TenantFilling } from './tenant-filling.js';

/** Rows per table that were taken over. */
export type ImportedRows = Readonly<Record<string, number>>;

/** Takes archives over into companies that are there. */
@Injectable()
export class ArchiveImports {
  constructor(
    private readonly engine: DatabaseEngine,
    private readonly directory: TenantDirectory,
    private readonly quota: TenantQuota,
    private readonly locks: TenantLocks,
    private readonly operations: Operations,
    private readonly archives: Archives,
    private readonly filling: TenantFilling,
  ) {
    operations.recoverWith('import', (operation) => this.recover(operation));
  }

  /**
   * Puts all rows of an archive into a company's database, or none. They are first made a database of their own beside it,
   * held to every rule and brought up to date there; then one transaction takes them over.
   * @param isMerge adds them, with new numbers, to what is there; otherwise the company must have no rows.
   * @throws ArchiveRefusedError, NotEmptyError, PlanLimitReachedError, TenantLockedError, DatabaseBusyError.
   */
  into(tenant: Tenant, path: string, isMerge: boolean, actor: string): Promise<ImportedRows> {
    return this.archives.use(path, (archive) =>
      this.locks.hold(tenant.companyId, 'import', () =>
        this.operations.run({ kind: 'import', company: tenant, actor }, (operation) =>
          this.work(operation, tenant, archive, isMerge),
        ),
      ),
    );
  }

  private async work(
    operation: RunningOperation,
    tenant: Tenant,
    archive: OpenArchive,
    isMerge: boolean,
  ): Promise<ImportedRows> {
    const { companyId } = tenant;
    const usedBytes = isMerge ? await this.engine.sizeBytes(tenant.database, companyId) : 0;
    assertStorage(archive, await this.quota.limitsOf(companyId), usedBytes);
    const beside = { companyId, database: importName(companyId) };
    await operation.step('unpacking');
    try {
      await this.archives.makeEmpty(beside);
      await this.archives.unpack(archive, beside);
      const rows = await this.engine.snapshot(beside.database, companyId, { without: WORKING_TABLES });
      try {
        await operation.step('filling', { rows: await this.rowsOf(tenant), more: sumOf(archive.manifest.rows) });
        return await this.filling.fill(tenant, rows, { isMerge, limits: () => this.quota.limitsOf(companyId) });
      } finally {
        await rows.close();
      }
    } finally {
      await this.engine.drop(beside.database);
    }
  }

  /** Whether the one transaction was committed, the number of rows tells. */
  private async recover(operation: RunningOperation): Promise<'done' | 'undone'> {
    const { companyId, slug } = operation.company;
    await this.engine.drop(importName(companyId ?? 0));
    const tenant = await this.directory.bySlug(slug ?? '');
    const { rows, more } = operation.detail;
    if (tenant === undefined || rows === undefined || more === 0) return 'undone';
    return (await this.rowsOf(tenant)) >= Number(rows) + Number(more) ? 'done' : 'undone';
  }

  private async rowsOf({ companyId, database }: Tenant): Promise<number> {
    const tables = (await this.engine.describe(database, companyId)).map(({ name }) => name);
    const counts = tables
      .filter((name) => !WORKING_TABLES.includes(name))
      .map((name) => `(SELECT count(*) FROM "${name}")`);
    const [row] = (await this.engine.read(database, `SELECT ${counts.join(' + ')} AS total`, companyId)) as {
      total: number;
    }[];
    return Number(row?.total ?? 0);
  }
}

function sumOf(rows: Readonly<Record<string, number>>): number {
  return Object.values(rows).reduce((sum, count) => sum + count, 0);
}
