import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/index.js';
import { MigrationExecutor, Migrator } from '../../database/index.js';
import type { MigrationJobResult } from '../../database/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { Ledger } from '../ledger/ledger.js';
import type { LedgerEntry } from '../ledger/ledger.js';
import { TenantLocks } from '../locks/tenant-locks.js';
import { failureEntry } from './failure-entry.js';

export interface TenantMigrationOptions {
  /** Whether a copy is made first; on unless said otherwise. */
  readonly snapshot?: boolean;
  /** Takes the newest n back instead of applying what is pending. */
  readonly undo?: number;
  /** The run that this belongs to, for the ledger. */
  readonly runId?: number;
}

/** What happened to one company's database. */
export interface TenantMigrationReport {
  readonly tenant: Tenant;
  /** Names of the migrations applied now, in order. */
  readonly applied: readonly string[];
  /** Names of those taken back now, newest first. */
  readonly undone: readonly string[];
  /** Rows of every table; empty when nothing was done. */
  readonly rows: Readonly<Record<string, number>>;
  readonly durationMs: number;
  /** Why what was to be done was not: the database is as it was. */
  readonly error?: unknown;
}

const NOTHING = { applied: [], undone: [], rows: {} } as const;

/** Migrates one company's database: alone, with a copy to go back to, and with the outcome in the ledger. */
@Injectable()
export class TenantMigrator {
  constructor(
    private readonly migrator: Migrator,
    private readonly executor: MigrationExecutor,
    private readonly locks: TenantLocks,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /**
   * Applies what is pending, or takes back. A database that has all is only looked at, without the lock.
   * Never throws: what went wrong is in the report, and in the ledger.
   */
  async migrate(tenant: Tenant, options: TenantMigrationOptions = {}): Promise<TenantMigrationReport> {
    const startedMs = performance.now();
    const outcome = await this.attempt(tenant, options).catch((error: unknown) => ({ ...NOTHING, error }));
    return { tenant, ...outcome, durationMs: performance.now() - startedMs };
  }

  private async attempt(
    tenant: Tenant,
    options: TenantMigrationOptions,
  ): Promise<Omit<TenantMigrationReport, 'tenant' | 'durationMs'>> {
    const { companyId, database } = tenant;
    if (options.undo === undefined && (await this.isCurrent(tenant))) return NOTHING;
    const { applied, undone, rows } = await this.locks.hold(
      companyId,
      'migrate',
      () => this.executor.run(this.migrator.job(database, { ...options, stamp: companyId })),
      (outcome) => ({
        ...('result' in outcome ? this.successEntry(outcome.result) : failureEntry(outcome.error)),
        runId: options.runId ?? null,
      }),
    );
    return { applied, undone, rows };
  }

  private async isCurrent({ companyId, database }: Tenant): Promise<boolean> {
    try {
      if ((await this.migrator.pending(database, companyId)).length > 0) return false;
    } catch (error) {
      await this.ledger.note(companyId, failureEntry(error));
      throw error;
    }
    await this.ledger.noteCurrent(companyId, this.migrator.head);
    return true;
  }

  private successEntry({ applied, undone, schemaVersion, fingerprint, durationMs }: MigrationJobResult): LedgerEntry {
    const isDone = applied.length + undone.length > 0;
    return {
      state: schemaVersion === this.migrator.head ? 'current' : 'pending',
      schemaVersion,
      errorCode: null,
      errorDetail: null,
      ...(isDone && { fingerprint, durationMs: Math.round(durationMs), migratedAt: this.clock.now() }),
    };
  }
}
