import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { COMPANY, lockOf, watchedLocks as setUp } from '../../../test/support/watched-locks.js';

describe('what a server knows of locks', () => {
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
});
