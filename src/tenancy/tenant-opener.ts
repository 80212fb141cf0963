import { Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { DatabaseEngine, Migrator } from '../database/index.js';
import { CompanyQuota } from './quota/company-quota.js';
import { TenantQuota } from './quota/tenant-quota.js';
import { TenantMigratingError, TenantUnavailableError, UnknownTenantError } from './tenancy.errors.js';
import { TenantDirectory } from './tenant-directory.js';
import type { Tenant } from './tenant-directory.js';
import { TenantSchema } from './tenant-schema.js';

/** Opens the database of a company, makes sure that it is the right one, whole and current, and holds it to the plan. */
@Injectable()
export class TenantOpener {
  constructor(
    private readonly directory: TenantDirectory,
    private readonly engine: DatabaseEngine,
    private readonly schema: TenantSchema,
    private readonly migrator: Migrator,
    private readonly quota: TenantQuota,
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
    const dataSource = this.engine.dataSource(tenant.database, {
      entities: this.schema.entities,
      stamp: tenant.companyId,
    });
    await this.initialize(tenant, dataSource);
    CompanyQuota.install(dataSource, {
      companyId: tenant.companyId,
      counted: this.schema.counted,
      quota: this.quota,
      engine: this.engine,
    });
    return dataSource;
  }

  private async initialize(tenant: Tenant, dataSource: DataSource): Promise<void> {
    let isCurrent: boolean;
    try {
      await dataSource.initialize();
      isCurrent = await this.migrator.isCurrent(dataSource);
    } catch (error) {
      await closeQuietly(dataSource);
      throw new TenantUnavailableError(tenant.slug, error);
    }
    if (isCurrent) return;
    await closeQuietly(dataSource);
    throw new TenantMigratingError();
  }
}

async function closeQuietly(dataSource: DataSource): Promise<void> {
  if (dataSource.isInitialized) await dataSource.destroy().catch(() => undefined);
}
