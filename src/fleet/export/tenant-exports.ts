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
import { endingTurn, ExportTurns } from './export-turns.js';
import type { EndTurn } from './export-turns.js';

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
  constructor(
    private readonly engine: DatabaseEngine,
    private readonly profiles: CompanyProfiles,
    private readonly locks: TenantLocks,
    private readonly operations: Operations,
    private readonly clock: Clock,
    private readonly turns: ExportTurns,
  ) {}

  /**
   * Begins an export of the company's data as they are now; what is written from now on is not in it.
   * @throws ExportUnderWayError, TenantLockedError, DatabaseMissingError, ForeignDatabaseError, DatabaseUnreadableError.
   */
  async open(tenant: Tenant, actor: string): Promise<TenantExport> {
    const end = await this.turns.take(tenant.companyId);
    try {
      const snapshot = await this.snapshot(tenant, actor);
      return await this.archive(tenant, snapshot, end);
    } catch (error) {
      await end();
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

  private async archive({ companyId, slug }: Tenant, snapshot: DatabaseSnapshot, end: EndTurn): Promise<TenantExport> {
    const createdAt = this.clock.now().toISOString();
    const close = async (): Promise<void> => {
      await snapshot.close();
      await end();
    };
    try {
      const company = await this.profiles.of(companyId);
      const tables = snapshot.tables.filter(({ name }) => !WORKING_TABLES.includes(name));
      const head = { format: EXPORT_FORMAT, company, createdAt, schemaVersion: snapshot.schemaVersion };
      const content = endingTurn(await ExportArchive.of(snapshot, tables, head), end);
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
