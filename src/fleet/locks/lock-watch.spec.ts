import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { MasterNews } from '../../database/index.js';
import { NoNews } from '../../../test/support/no-news.js';
import { TestClock } from '../../../test/support/test-clock.js';
import { TenantGate } from '../../tenancy/index.js';
import type { ClosedTenant } from './lock-statements.js';
import { LockWatch } from './lock-watch.js';
import type { LockListener, TenantLock, TenantLocks } from './tenant-locks.js';

interface Found {
  readonly locked: readonly TenantLock[];
  readonly closed: readonly ClosedTenant[];
}

/** Locks of which the test says what a look finds, and when it has found it. */
class FakeLocks {
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

const COMPANY = 7;
const lockOf = (token: number, operation: TenantLock['operation'] = 'migrate'): TenantLock => ({
  companyId: COMPANY,
  operation,
  token,
});

describe('what a server knows of locks', () => {
  function setUp(news: MasterNews = new NoNews()) {
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

  it('of its own it knows without looking, from the taking to the giving back', () => {
    const { locks, isClosed } = setUp();
    locks.tell(lockOf(1), 'taken');
    expect(isClosed()).toBe(true);
    locks.tell(lockOf(1), 'released');
    expect(isClosed()).toBe(false);
    expect(locks.looks).toBe(0);
  });

  it('is not undone by a look that began before its own lock was taken', async () => {
    const { locks, watch, isClosed } = setUp();
    const looking = watch.look();
    locks.tell(lockOf(1), 'taken');
    locks.finds([]);
    await looking;
    expect(isClosed()).toBe(true);
  });

  it('is not undone by a look that began before its own lock was given back', async () => {
    const { locks, watch, isClosed, look } = setUp();
    locks.tell(lockOf(1), 'taken');
    const looking = watch.look();
    locks.tell(lockOf(1), 'released');
    locks.finds([lockOf(1)]);
    await looking;
    expect(isClosed()).toBe(false);
    // Whoever takes it next is believed.
    await look([lockOf(2)]);
    expect(isClosed()).toBe(true);
  });

  it('has the company opened anew once for an operation of its own, and once for one of others that no look has seen', async () => {
    const { locks, watch, look, opened } = setUp();
    const looking = watch.look();
    locks.tell(lockOf(1), 'taken');
    locks.tell(lockOf(1), 'released');
    locks.finds([], []);
    await looking;
    await look([], [lockOf(1)]);
    expect(opened).toEqual([COMPANY]);
    await look([], [lockOf(2)]);
    expect(opened).toEqual([COMPANY, COMPANY]);
    await look([], [lockOf(2)]);
    expect(opened).toEqual([COMPANY, COMPANY]);
  });

  it('leaves closed what somebody has taken over, who is still at work', async () => {
    const { locks, isClosed, look } = setUp();
    locks.tell(lockOf(1), 'taken');
    await look([lockOf(2, 'restore')]);
    locks.tell(lockOf(1), 'released');
    expect(isClosed()).toBe(true);
    await look([], [lockOf(2)]);
    expect(isClosed()).toBe(false);
  });

  it('opens at once what it has taken itself, after others had it', async () => {
    const { locks, isClosed, look } = setUp();
    await look([lockOf(1)]);
    locks.tell(lockOf(2), 'taken');
    locks.tell(lockOf(2), 'released');
    expect(isClosed()).toBe(false);
  });

  it('opens at once what a look has found to be its own', async () => {
    const { locks, isClosed, look } = setUp();
    locks.tell(lockOf(1), 'taken');
    await look([lockOf(1)]);
    locks.tell(lockOf(1), 'released');
    expect(isClosed()).toBe(false);
  });

  it('leaves closed what it has taken anew, when the lock that had expired is given back late', async () => {
    const { locks, isClosed } = setUp();
    locks.tell(lockOf(1), 'taken');
    locks.tell(lockOf(2), 'taken');
    locks.tell(lockOf(1), 'released');
    expect(isClosed()).toBe(true);
    locks.tell(lockOf(2), 'released');
    expect(isClosed()).toBe(false);
  });

  it('believes no look that is older than the last lock of two', async () => {
    const { locks, watch, isClosed } = setUp();
    locks.tell(lockOf(1), 'taken');
    const looking = watch.look();
    locks.tell(lockOf(1), 'released');
    locks.tell(lockOf(2), 'taken');
    locks.tell(lockOf(2), 'released');
    locks.finds([lockOf(1)]);
    await looking;
    expect(isClosed()).toBe(false);
  });

  it('has the company opened anew once for an operation of its own that takes longer than looks look back', async () => {
    const { locks, look, opened } = setUp();
    locks.tell(lockOf(1), 'taken');
    await look([lockOf(1)], []);
    locks.tell(lockOf(1), 'released');
    await look([], [lockOf(1)]);
    expect(opened).toEqual([COMPANY]);
  });

  it('holds a lock that could not be given back for as long as it counts for others', async () => {
    const { locks, watch, isClosed, look } = setUp();
    locks.tell(lockOf(1), 'taken');
    locks.tell(lockOf(1), 'lost');
    // It looks by itself.
    expect(isClosed()).toBe(true);
    await nextTurn();
    expect(locks.looks).toBe(1);
    locks.finds([lockOf(1)]);
    await watch.look();
    expect(isClosed()).toBe(true);
    await look([], [lockOf(1)]);
    expect(isClosed()).toBe(false);
  });

  it('is looked up before a company is refused that others had closed, once for all who ask meanwhile', async () => {
    const { locks, gate, isClosed, look } = setUp();
    expect(gate.settled(COMPANY)).toBeUndefined();
    await look([lockOf(1)]);
    const settled = [gate.settled(COMPANY), gate.settled(COMPANY)];
    await locks.looked(2);
    expect(isClosed()).toBe(true);
    locks.finds([], [lockOf(1)]);
    for (const each of settled) await each;
    expect(isClosed()).toBe(false);
  });

  it('is not looked up again by a look that began before somebody asked', async () => {
    const { locks, gate, watch, isClosed, look } = setUp();
    await look([lockOf(1)]);
    const looking = watch.look();
    const settled = gate.settled(COMPANY);
    locks.finds([lockOf(1)]);
    await looking;
    await locks.looked(3);
    expect(isClosed()).toBe(true);
    locks.finds([], [lockOf(1)]);
    await settled;
    expect(isClosed()).toBe(false);
  });

  it('needs no look for what this process has closed itself, nor where others tell, nor after the end', async () => {
    const { locks, gate, watch, look } = setUp();
    locks.tell(lockOf(1), 'taken');
    expect(gate.settled(COMPANY)).toBeUndefined();
    locks.tell(lockOf(1), 'released');
    await look([lockOf(2)]);
    await watch.onApplicationShutdown();
    expect(gate.settled(COMPANY)).toBeUndefined();

    const told = setUp(
      new (class extends NoNews {
        override readonly isLive = true;
      })(),
    );
    await told.look([lockOf(1)]);
    expect([told.isClosed(), told.gate.settled(COMPANY)]).toEqual([true, undefined]);
  });
});
