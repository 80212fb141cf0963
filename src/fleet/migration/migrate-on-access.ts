import { Injectable, Logger } from '@nestjs/common';
import { Settings } from '../../config/index.js';
import { BehindTenants } from '../../tenancy/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { TenantLockedError } from '../fleet.errors.js';
import { Ledger } from '../ledger/ledger.js';
import { TenantMigrator } from './tenant-migrator.js';

/** Migrates a company's database at its first request, with MIGRATE_ON_ACCESS=on. */
@Injectable()
export class MigrateOnAccess extends BehindTenants {
  private readonly logger = new Logger('MigrateOnAccess');

  constructor(
    private readonly settings: Settings,
    private readonly ledger: Ledger,
    private readonly migrator: TenantMigrator,
  ) {
    super();
  }

  override async bringUp(tenant: Tenant): Promise<boolean> {
    if (!this.settings.migrateOnAccess) return false;
    // Once: every request would try again what cannot succeed before somebody has looked.
    if ((await this.ledger.find(tenant.companyId))?.state === 'failed') return false;
    const { error } = await this.migrator.migrate(tenant);
    if (error === undefined) return true;
    if (!(error instanceof TenantLockedError)) {
      this.logger.error({ detail: 'Migration failed', company: tenant.slug, error: (error as Error).name });
    }
    return false;
  }
}
