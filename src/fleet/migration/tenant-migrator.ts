import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/index.js';
import { MigrationExecutor, Migrator } from '../../database/index.js';
import type { MigrationJobResult } from '../../database/index.js';
import type { Tenant } from '../../tenancy/index.js';
import type { FleetTenant } from '../ledger/fleet-tenant.entity.js';
import { Ledger } from '../ledger/ledger.js';
import type { LedgerEntry } from '../ledger/ledger.js';
import { TenantLocks } from '../locks/tenant-locks.js';
import { tenantMigrations } from '../fleet-measures.js';
import { failureEntry } from './failure-entry.js';

export interface TenantMigrationOptions {
  /** Whether a copy is made first; on unless said otherwise. */
  readonly snapshot?: boolean;
  /** What the ledger knows of the company's database, by who has asked already; null: nothing. */
  readonly known?: FleetTenant | null;
  /** Takes everything newer than the migration of this name back, instead of applying what is pending. */
  readonly keep?: string;
  /** The run that this belongs to, asked for when there is something to do; its beginning marks what it applies. */
  readonly run?: () => Promise<MigrationRun>;
}

export interface MigrationRun {
  readonly id: number;
  readonly startedAt: Date;
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
  /** How long the database was worked on, without the waiting for a thread, the lock, or a flush that others share. */
  readonly durationMs: number;
  /** Why what was to be done was not: the database is as it was. */
  readonly error?: unknown;
}

const NOTHING = { applied: [], undone: [], rows: {}, durationMs: 0 } as const;

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
    const outcome = await this.attempt(tenant, options).catch((error: unknown) => ({ ...NOTHING, error }));
    if ('error' in outcome) tenantMigrations.increment('failed');
    else if (outcome !== NOTHING) tenantMigrations.increment('done');
    return { tenant, ...outcome };
  }

  private async attempt(
    tenant: Tenant,
    options: TenantMigrationOptions,
  ): Promise<Omit<TenantMigrationReport, 'tenant'>> {
    const { companyId, database } = tenant;
    const { keep, snapshot } = options;
    if (keep === undefined && (await this.isCurrent(tenant, options))) return NOTHING;
    const run = await options.run?.();
    const job = this.migrator.job(database, { stamp: companyId, snapshot, keep, appliedAt: run?.startedAt });
    const { applied, undone, rows, durationMs } = await this.locks.hold(
      companyId,
      'migrate',
      () => this.executor.run(job),
      (outcome) => ({
        ...('result' in outcome ? this.successEntry(outcome.result) : failureEntry(outcome.error)),
        runId: run?.id ?? null,
      }),
    );
    return { applied, undone, rows, durationMs };
  }

  /** Looks at the database, without the lock, unless the ledger knows that it is not. */
  private async isCurrent(tenant: Tenant, { known }: TenantMigrationOptions): Promise<boolean> {
    const { companyId, database } = tenant;
    const row = known === undefined ? await this.ledger.find(companyId) : known;
    if (row !== null && this.isKnownBehind(row)) return false;
    try {
      if ((await this.migrator.pending(database, companyId)).length > 0) return false;
    } catch (error) {
      await this.ledger.note(companyId, failureEntry(error));
      throw error;
    }
    if (row === null || !this.isKnownCurrent(row)) await this.ledger.noteCurrent(companyId, this.migrator.head);
    return true;
  }

  private isKnownCurrent({ state, schemaVersion }: FleetTenant): boolean {
    return state === 'current' && schemaVersion === this.migrator.head;
  }

  /** Also after a migration that was killed: whoever has the lock finds out how far it got, and gives the lock back. */
  private isKnownBehind({ state, schemaVersion }: FleetTenant): boolean {
    return state === 'migrating' || (schemaVersion !== '' && schemaVersion !== this.migrator.head);
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
