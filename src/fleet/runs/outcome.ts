import type { MigrationJobResult } from '../../database/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { TenantLockedError } from '../fleet.errors.js';
import type { TenantMigrationReport } from '../migration/tenant-migrator.js';
import type { Turn } from './sweep.js';

type Done = Pick<MigrationJobResult, 'applied' | 'undone' | 'rows' | 'durationMs'>;

/** What became of one company in a run, or would become of it. */
export interface TenantOutcome extends Turn {
  readonly tenant: Tenant;
  /** Names of the migrations that were, or would be, applied or taken back, in the order of that. */
  readonly migrations: readonly string[];
  /** Rows of its tables, by name of the table; absent when it was only looked at. */
  readonly rows?: Readonly<Record<string, number>>;
  /** Whether it had failed in this run before. */
  readonly again?: boolean;
  /** Why it failed, or who is at it. */
  readonly error?: unknown;
}

/** The outcome that a report tells of. */
export function reportedOutcome({ tenant, error, ...done }: TenantMigrationReport): TenantOutcome {
  if (error instanceof TenantLockedError) return { tenant, status: 'locked', migrations: [], error };
  return error === undefined ? outcomeOf(tenant, done) : failedOutcome(tenant, error);
}

/** The outcome of a job that came to its end. */
export function outcomeOf(tenant: Tenant, { applied, undone, rows, durationMs }: Done): TenantOutcome {
  const migrations = [...applied, ...undone];
  if (migrations.length === 0) return { tenant, status: 'as-it-was', migrations };
  return { tenant, status: 'changed', migrations, rows, durationMs };
}

/** The outcome of a turn that threw. */
export function failedOutcome(tenant: Tenant, error: unknown): TenantOutcome {
  return { tenant, status: 'failed', migrations: [], error };
}
