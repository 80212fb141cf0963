import { Injectable } from '@nestjs/common';
import { Migrator } from '../database/index.js';
import type { Tenant } from '../tenancy/index.js';

/** What happened to one company's database. */
export interface TenantMigrationReport {
  readonly tenant: Tenant;
  /** Names of the migrations applied now. */
  readonly applied: readonly string[];
  readonly error?: unknown;
}

/** Brings companies' databases to the newest migration. */
@Injectable()
export class TenantMigrations {
  constructor(private readonly migrator: Migrator) {}

  /**
   * One after the other, in the given order. A database that fails stays as it was, is reported, and stops nobody else.
   * Never throws.
   */
  async *migrate(tenants: readonly Tenant[]): AsyncGenerator<TenantMigrationReport> {
    for (const tenant of tenants) yield await this.migrateOne(tenant);
  }

  private async migrateOne(tenant: Tenant): Promise<TenantMigrationReport> {
    try {
      return { tenant, applied: await this.migrator.migrate(tenant.database, tenant.companyId) };
    } catch (error) {
      return { tenant, applied: [], error };
    }
  }
}
