import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MasterNews } from '../../src/database/index.js';
import type { ClosedTenant } from '../../src/fleet/locks/lock-statements.js';
import { LockWatch } from '../../src/fleet/locks/lock-watch.js';
import type { LockListener, TenantLock, TenantLocks } from '../../src/fleet/locks/tenant-locks.js';
import { TenantGate } from '../../src/tenancy/index.js';
import { NoNews } from './no-news.js';
import { TestClock } from './test-clock.js';

interface Found {
  readonly locked: readonly TenantLock[];
  readonly closed: readonly ClosedTenant[];
}

/** Locks of which the test says what a look finds, and when it has found it. */
export class FakeLocks {
  looks = 0;
  private listener: LockListener = () => undefined;
  private answer: (found: Found) => void = () => undefined;

  onChange(listener: LockListener): void {
    this.listener = listener;
  }

  look(): Promise<Found> {
    this.looks += 1;
    return new Promise((resolve) => (this.answer = resolve));
  }

  tell: LockListener = (lock, change) => this.listener(lock, change);

  /** Waits until there was so many a look. */
  async looked(times: number): Promise<void> {
    while (this.looks < times) await nextTurn();
  }

  finds(locked: readonly TenantLock[], closed: readonly ClosedTenant[] = locked): void {
    this.answer({ locked, closed });
  }
}

export const COMPANY = 7;
export const lockOf = (token: number, operation: TenantLock['operation'] = 'migrate'): TenantLock => ({
  companyId: COMPANY,
  operation,
  token,
});

/** A watch over them, and what it has the gate do with one company. */
export function watchedLocks(news: MasterNews = new NoNews()) {
  const locks = new FakeLocks();
  const gate = new TenantGate();
  const opened: number[] = [];
  gate.onClosing((companyId) => opened.push(companyId));
  const watch = new LockWatch(locks as unknown as TenantLocks, gate, new TestClock('2026-11-28T08:00:00.000Z'), news);
  const isClosed = (): boolean => gate.refusal(COMPANY) !== undefined;
  /** Looks, and finds this. */
  const look = async (...found: Parameters<FakeLocks['finds']>): Promise<void> => {
    const looked = watch.look();
    locks.finds(...found);
    await looked;
  };
  return { locks, gate, watch, isClosed, look, opened };
}
