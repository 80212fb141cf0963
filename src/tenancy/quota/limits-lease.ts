import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import type { DatabaseEngine } from '../../database/index.js';
import type { TenantLimits, TenantQuota } from './tenant-quota.js';

/** For so long, in milliseconds, limits that were read behind the lock of counts are gone by. */
export const LEASE_MS = 2_000;
/** So long without news, in milliseconds, as everything that a process keeps (see MasterNews). */
const UNTOLD_MS = 1_000;
/** Timers may come a little too early, and the clocks of two machines go faster or slower by some parts of a thousand at most. */
const MARGIN_MS = 20;

/** Limits that may still be gone by. */
interface Leased {
  readonly limits: TenantLimits;
  /** By the clock of the company's database server, which is asked behind the lock. */
  readonly until: Date;
  readonly sinceMs: number;
  readonly changes: number | undefined;
}

/**
 * The limits of a company as they were when somebody who had the lock of its counts read them. Who changes them depending on
 * the counts first has that lock for as long as a lease lasts, see `outlast`: no lease is left then, in any process, and
 * none is given. Where something is counted, the database's server decides about its end, behind the lock, and this process only saves
 * vain tries. Where nothing is limited, this process decides by its own clock: see `CompanyQuota.isHeldLater`.
 */
export class LimitsLease {
  private leased: Leased | undefined;

  constructor(
    private readonly quota: TenantQuota,
    private readonly companyId: number,
  ) {}

  get current(): Leased | undefined {
    const { leased } = this;
    if (leased === undefined) return undefined;
    const lastsMs = this.quota.isTold?.() === false ? UNTOLD_MS : LEASE_MS;
    const isGood = leased.changes === this.quota.changes && performance.now() - leased.sinceMs < lastsMs;
    return isGood ? leased : undefined;
  }

  drop(): void {
    this.leased = undefined;
  }

  /** Reads the limits behind the lock. @param lockedAt what `DatabaseEngine.lockCounts` told. */
  async read(lockedAt: Date | undefined): Promise<TenantLimits> {
    const { changes } = this.quota;
    const sinceMs = performance.now();
    const limits = await this.quota.limitsOf(this.companyId);
    if (lockedAt !== undefined) {
      this.leased = { limits, until: new Date(lockedAt.getTime() + LEASE_MS), sinceMs, changes };
    }
    return limits;
  }
}

/**
 * Takes the lock of the counts, with no lease given before that is still good, and with nobody in the middle of a transaction
 * that goes by one: whoever has changed something in these tables has ended it, and whoever is about to waits.
 * @param isNeeded asked behind the lock, before the wait for leases. @returns whether it was.
 */
export async function outlast(
  engine: DatabaseEngine,
  transaction: EntityManager,
  isNeeded: () => Promise<boolean>,
  tables: readonly string[],
): Promise<boolean> {
  const lockedAt = await engine.lockCounts(transaction, tables);
  if (!(await isNeeded())) return false;
  if (lockedAt !== undefined) await sleep(LEASE_MS + MARGIN_MS);
  return true;
}
