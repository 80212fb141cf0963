import { migrationsAfter, pendingMigrations } from './migration-history.js';
import type { AppliedMigration } from './migration-history.js';
import type { MigrationJob, MigrationJobResult, MigrationStep } from './migration-job.js';

/** Which way, and which steps in the order in which they run. */
export interface MigrationPlan {
  readonly way: 'up' | 'down';
  readonly steps: readonly MigrationStep[];
}

/** @throws MigrationHistoryError, NoWayBackError. */
export function planOf({ steps, keep }: MigrationJob, applied: readonly AppliedMigration[]): MigrationPlan {
  if (keep !== undefined) return { way: 'down', steps: migrationsAfter(steps, applied, keep) };
  return { way: 'up', steps: pendingMigrations(steps, applied) };
}

/** Name of the newest migration after the plan was carried out; empty when there is none. */
export function versionAfter(applied: readonly AppliedMigration[], { way, steps }: MigrationPlan): string {
  if (way === 'down') return applied.at(-1 - steps.length)?.name ?? '';
  return steps.at(-1)?.name ?? applied.at(-1)?.name ?? '';
}

export function namesOf({ way, steps }: MigrationPlan): Pick<MigrationJobResult, 'applied' | 'undone'> {
  const names = steps.map((step) => step.name);
  return { applied: way === 'up' ? names : [], undone: way === 'down' ? names : [] };
}

export function nothingDone(applied: readonly AppliedMigration[]): Omit<MigrationJobResult, 'durationMs'> {
  return { applied: [], undone: [], schemaVersion: applied.at(-1)?.name ?? '', fingerprint: '', rows: {} };
}
