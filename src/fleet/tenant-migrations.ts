import { Injectable } from '@nestjs/common';
import type { Tenant } from '../tenancy/index.js';
import { TenantMigrator } from './migration/tenant-migrator.js';
import type { TenantMigrationReport } from './migration/tenant-migrator.js';

/** Brings companies' databases to the newest migration. */
@Injectable()
export class TenantMigrations {
  constructor(private readonly migrator: TenantMigrator) {}

  /**
   * One after the other, in the given order. A database that fails stays as it was, is reported, and stops nobody else.
   * Never throws.
   */
  async *migrate(tenants: readonly Tenant[]): AsyncGenerator<TenantMigrationReport> {
    for (const tenant of tenants) yield await this.migrator.migrate(tenant);
  }
}
