import { Injectable } from '@nestjs/common';
import { DatabaseEngine, Migrator } from '../database/index.js';
import type { Tenant } from '../tenancy/index.js';

/** `unavailable`: missing, damaged, another company's, or of a newer program. */
export const MIGRATION_STATES = ['current', 'pending', 'unavailable'] as const;
export type MigrationState = (typeof MIGRATION_STATES)[number];

/** How one company's database is, as it lies there. */
export interface TenantState {
  /** On disk, 0 when there is none. */
  readonly databaseBytes: number;
  readonly migrations: MigrationState;
}

/** Looks at companies' databases from outside, opened or not. */
@Injectable()
export class TenantStates {
  constructor(
    private readonly engine: DatabaseEngine,
    private readonly migrator: Migrator,
  ) {}

  async of(tenant: Tenant): Promise<TenantState> {
    const [databaseBytes, migrations] = await Promise.all([this.databaseBytes(tenant), this.migrations(tenant)]);
    return { databaseBytes, migrations };
  }

  databaseBytes({ database }: Pick<Tenant, 'database'>): Promise<number> {
    return this.engine.sizeBytes(database);
  }

  private async migrations({ database, companyId }: Tenant): Promise<MigrationState> {
    try {
      return (await this.migrator.pending(database, companyId)).length === 0 ? 'current' : 'pending';
    } catch {
      return 'unavailable';
    }
  }
}
