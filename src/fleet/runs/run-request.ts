import type { Tenant } from '../../tenancy/index.js';
import type { FleetRun } from './fleet-run.entity.js';
import type { TenantOutcome } from './outcome.js';
import type { SweepEnd } from './sweep.js';

/** What a run is to do, and how carefully. */
export interface RunRequest {
  /** The only company; absent: all. */
  readonly company?: Tenant | undefined;
  /** Databases that are migrated at the same time; absent: as many as the engine thinks good. */
  readonly concurrency?: number | undefined;
  /** So many that need it first; then the watcher is asked whether to go on. */
  readonly canary?: number | undefined;
  /** After so many failures nobody else is begun with. */
  readonly maxFailures?: number | undefined;
  /** Whether a copy of each database is kept until its migrations are through; default: yes. */
  readonly snapshots?: boolean | undefined;
  /** How long, in milliseconds, those whose databases others are at are waited for when all others are through. */
  readonly patienceMs?: number | undefined;
}

/** Who looks on while a run goes, and can end it. */
export interface RunWatcher {
  /** Those under way are finished, nobody else is begun with. */
  readonly stop: AbortSignal;
  /** @param total companies that it is about. @param run the one that is gone on with. */
  begins(total: number, run?: FleetRun): void;
  /** @param place of the company among those that have their turn, from 0 on; outcomes come as they happen. */
  tell(outcome: TenantOutcome, place: number): void;
  /** So many were done before, by the ledger, and are not looked at. */
  skips(companies: number): void;
  /** Whether to go on after the canaries. */
  goOn(): Promise<boolean>;
}

/** How a run ended. */
export interface RunEnd {
  /** Its number; absent when there was nothing to change. */
  readonly run?: number | undefined;
  readonly end: SweepEnd;
}
