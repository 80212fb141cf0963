import { Injectable } from '@nestjs/common';
import { DatabaseEngine, DatabaseUnreachableError, Migrator, ServerAddressError } from '../database/index.js';
import type { Tenant } from '../tenancy/index.js';

/** `unavailable`: missing, damaged, another company's, or of a newer program. */
export const MIGRATION_STATES = ['current', 'pending', 'unavailable'] as const;
export type MigrationState = (typeof MIGRATION_STATES)[number];

/** How one company's database is, as it lies there. */
export interface TenantState {
  /** On disk, 0 when there is none, or its server does not answer. */
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

  /** Of many companies some may be on a server that does not answer: they must not keep the others from being listed. */
  databaseBytes({ database, companyId }: Pick<Tenant, 'database'> & Partial<Tenant>): Promise<number> {
    return this.engine.sizeBytes(database, companyId).catch((error: unknown) => {
      if (error instanceof DatabaseUnreachableError || error instanceof ServerAddressError) return 0;
      throw error;
    });
  }

  private async migrations({ database, companyId }: Tenant): Promise<MigrationState> {
    try {
      return (await this.migrator.pending(database, companyId)).length === 0 ? 'current' : 'pending';
    } catch {
      return 'unavailable';
    }
  }
}
