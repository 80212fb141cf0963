import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/index.js';
import { DatabaseEngine } from '../../database/index.js';
import type { DatabaseSnapshot } from '../../database/index.js';
import { WORKING_TABLES } from '../../tenancy/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { CompanyProfiles } from '../company-profiles.js';
import { TenantLocks } from '../locks/tenant-locks.js';
import { Operations } from '../operations/index.js';
import { ExportArchive } from './export-archive.js';
import { EXPORT_FORMAT } from './export-manifest.js';
import { ExportUnderWayError } from './export.errors.js';

/** An export that is made while it is read. */
export interface TenantExport {
  /** `city-hospital-2026-11-24T08-00-00Z.zip` */
  readonly fileName: string;
  /** Fails when the export does. */
  readonly content: Readable;
  /** To be called when nobody reads any more, whether to the end or not. */
  readonly close: () => Promise<void>;
}

/** What a company takes along: its data in forms that others can read, and that `import-tenant` makes a company of. */
@Injectable()
export class TenantExports {
  private readonly underWay = new Set<number>();

  constructor(
    private readonly engine: DatabaseEngine,
    private readonly profiles: CompanyProfiles,
    private readonly locks: TenantLocks,
    private readonly operations: Operations,
    private readonly clock: Clock,
  ) {}

  /**
   * Begins an export of the company's data as they are now; what is written from now on is not in it.
   * @throws ExportUnderWayError, TenantLockedError, DatabaseMissingError, ForeignDatabaseError, DatabaseUnreadableError.
   */
  async open(tenant: Tenant, actor: string): Promise<TenantExport> {
    const { companyId } = tenant;
    if (this.underWay.has(companyId)) throw new ExportUnderWayError();
    this.underWay.add(companyId);
    try {
      const snapshot = await this.snapshot(tenant, actor);
      return await this.archive(tenant, snapshot);
    } catch (error) {
      this.underWay.delete(companyId);
      throw error;
    }
  }

  private snapshot(tenant: Tenant, actor: string): Promise<DatabaseSnapshot> {
    const { companyId, database } = tenant;
    return this.locks.hold(companyId, 'export', () =>
      this.operations.run({ kind: 'export', company: tenant, actor }, () =>
        this.engine.snapshot(database, companyId, { without: WORKING_TABLES }),
      ),
    );
  }

  private async archive({ companyId, slug }: Tenant, snapshot: DatabaseSnapshot): Promise<TenantExport> {
    const createdAt = this.clock.now().toISOString();
    const close = async (): Promise<void> => {
      await snapshot.close();
      this.underWay.delete(companyId);
    };
    try {
      const company = await this.profiles.of(companyId);
      const tables = snapshot.tables.filter(({ name }) => !WORKING_TABLES.includes(name));
      const head = { format: EXPORT_FORMAT, company, createdAt, schemaVersion: snapshot.schemaVersion };
      const content = await ExportArchive.of(snapshot, tables, head);
      // Before its reader can know that it is over: the next one may be asked for at once.
      content.once('end', () => this.underWay.delete(companyId));
      return {
        fileName: `${slug}-${createdAt.slice(0, 19).replaceAll(':', '-')}Z.zip`,
        content,
        close: () => {
          content.destroy();
          return close();
        },
      };
    } catch (error) {
      await close();
      throw error;
    }
  }
}
