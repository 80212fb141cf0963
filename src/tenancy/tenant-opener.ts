import { Injectable, Optional } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { AuditCheckpoints, AuditKeyring, CompanyAudit } from '../audit/index.js';
import { Clock } from '../common/index.js';
import { Settings } from '../config/index.js';
import { DatabaseEngine, Migrator } from '../database/index.js';
import { BehindTenants } from './behind-tenants.js';
import { WORKING_TABLES } from './idempotency/idempotency.model.js';
import { CompanyQuota } from './quota/company-quota.js';
import { TenantQuota } from './quota/tenant-quota.js';
import { SubscribersInOrder } from './subscribers-in-order.js';
import { TenantMigratingError, TenantUnavailableError, UnknownTenantError } from './tenancy.errors.js';
import { TenantDirectory } from './tenant-directory.js';
import type { Tenant } from './tenant-directory.js';
import { TenantSchema } from './tenant-schema.js';

/** A company's database, and the engine of the server that has it: found out once, for it takes a look at the master. */
interface Opened {
  readonly dataSource: DataSource;
  readonly engine: DatabaseEngine;
}

/** Opens the database of a company, makes sure that it is the right one, whole and current, and holds it to the plan and to its log. */
@Injectable()
export class TenantOpener {
  constructor(
    private readonly directory: TenantDirectory,
    private readonly engine: DatabaseEngine,
    private readonly schema: TenantSchema,
    private readonly migrator: Migrator,
    private readonly quota: TenantQuota,
    private readonly keyring: AuditKeyring,
    private readonly settings: Settings,
    private readonly clock: Clock,
    @Optional() private readonly behind?: BehindTenants,
    @Optional() private readonly checkpoints?: AuditCheckpoints,
  ) {}

  /** @throws UnknownTenantError for a company that is not ready for use, any more or yet. */
  async find(companyId: number): Promise<Tenant> {
    const tenant = await this.directory.find(companyId);
    if (tenant === undefined) throw new UnknownTenantError();
    return tenant;
  }

  /**
   * @throws TenantUnavailableError, TenantMigratingError. A missing database is never made anew: an empty one in its
   *   place would look to the clinic as if all its data were gone.
   */
  async open(tenant: Tenant): Promise<DataSource> {
    const opened =
      (await this.openCurrent(tenant)) ?? ((await this.behind?.bringUp(tenant)) && (await this.openCurrent(tenant)));
    if (!opened) throw new TenantMigratingError();
    this.supervise(opened, tenant.companyId);
    return opened.dataSource;
  }

  /** The plan comes first: what it refuses is not written down. */
  private supervise({ dataSource, engine }: Opened, companyId: number): void {
    const { quota, clock, settings } = this;
    CompanyQuota.install(dataSource, { companyId, counted: this.schema.counted, quota, engine });
    CompanyAudit.install(dataSource, {
      companyId,
      keys: this.keyring.of(companyId),
      values: settings.auditValues,
      clock,
      workingTables: WORKING_TABLES,
      onHead: (company, head) => this.checkpoints?.note(company, head),
    });
    SubscribersInOrder.install(dataSource);
  }

  /** Null, and nothing open, when the database is behind. @throws TenantUnavailableError. */
  private async openCurrent({ database, companyId, slug }: Tenant): Promise<Opened | null> {
    const engine = await this.engine.holding(companyId).catch((error: unknown) => {
      throw new TenantUnavailableError(slug, error);
    });
    const dataSource = engine.dataSource(database, { entities: this.schema.entities, stamp: companyId });
    try {
      await dataSource.initialize();
      if (await this.migrator.isCurrent(dataSource)) return { dataSource, engine };
    } catch (error) {
      await closeQuietly(dataSource);
      throw new TenantUnavailableError(slug, error);
    }
    await closeQuietly(dataSource);
    return null;
  }
}

async function closeQuietly(dataSource: DataSource): Promise<void> {
  if (dataSource.isInitialized) await dataSource.destroy().catch(() => undefined);
}
