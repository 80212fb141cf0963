import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { NoNews } from '../../../test/support/no-news.js';
import { COMPANY, lockOf, watchedLocks as setUp } from '../../../test/support/watched-locks.js';

const SLOW_LOOK_MS = 50;

describe('what a server knows of others’ locks', () => {
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

  it('takes a tenth of the time at most: behind a slow look the next one rests', async () => {
    const { locks, gate, watch } = setUp();
    const slow = watch.look();
    await sleep(SLOW_LOOK_MS);
    locks.finds([lockOf(1)]);
    await slow;
    const settled = gate.settled(COMPANY);
    await sleep(SLOW_LOOK_MS);
    expect(locks.looks).toBe(1);
    await locks.looked(2);
    locks.finds([lockOf(1)]);
    await settled;
  });

  it('is waited for no longer than a second: what was known is what counts then', async () => {
    const { locks, gate, isClosed, look } = setUp();
    await look([lockOf(1)]);
    await gate.settled(COMPANY);
    expect([locks.looks, isClosed()]).toEqual([2, true]);
  });
});
