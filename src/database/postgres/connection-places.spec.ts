import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { FakeServer } from '../../../test/support/fake-server.js';
import { ConnectionBudget } from './connection-budget.js';
import type { ConnectionUser } from './connection-budget.js';

const BUSY_MS = 2_000;
/** For so long who has some waits for one of his own. */
const PATIENCE_MS = 100;
/** With as long a wait of somebody else, longer than who has some waits for one of his own. */
const SLOW_MS = 60;

describe('a place in a budget of connections', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('keeps what was used last: the connection that nobody has used for longest is closed first', async () => {
    const server = new FakeServer();
    const budget = new ConnectionBudget(2, 5_000);
    const [a, b, c] = ['a', 'b', 'c'].map((name) => server.user(name)) as [
      ConnectionUser,
      ConnectionUser,
      ConnectionUser,
    ];
    for (const user of [a, b, a, c]) budget.giveBack(user, await budget.take(user), false);
    expect(server.ended).toEqual(['b']);
    expect(server.made).toBe(3);
  });

  it('closes nobody else’s for one more while an own one comes back soon, and does if it does not', async () => {
    const server = new FakeServer();
    const budget = new ConnectionBudget(2, 5_000);
    const [busy, other] = [server.user('busy'), server.user('other')];
    const first = await budget.take(busy);
    budget.giveBack(other, await budget.take(other), false);
    const second = budget.take(busy);
    budget.giveBack(busy, first, false);
    expect([await second, server.made, server.ended]).toEqual([first, 2, []]);
    await budget.take(busy);
    expect([server.made, server.ended]).toEqual([3, ['other']]);
  });

  it('closes what was not used for a second before what was, of that what somebody has more than one of', async () => {
    const server = new FakeServer();
    const budget = new ConnectionBudget(3, 5_000);
    const [small, large, third] = [server.user('small'), server.user('large'), server.user('third')];
    budget.giveBack(small, await budget.take(small), false);
    const held = [await budget.take(large), await budget.take(large)];
    for (const client of held) budget.giveBack(large, client, false);
    await budget.take(third);
    expect(server.ended).toEqual(['large']);
    await sleep(1_000);
    const [again] = [await budget.take(large)];
    budget.giveBack(large, again, false);
    await budget.take(server.user('fourth'));
    expect(server.ended).toEqual(['large', 'small']);
  });

  it('closes one of many that somebody has, though it was used later, before anybody’s last', async () => {
    const server = new FakeServer();
    const budget = new ConnectionBudget(3, 5_000);
    const [small, large] = [server.user('small'), server.user('large')];
    budget.giveBack(small, await budget.take(small), false);
    await sleep(1_000);
    const held = [await budget.take(large), await budget.take(large)];
    for (const client of held) budget.giveBack(large, client, false);
    await sleep(150);
    await budget.take(server.user('third'));
    expect(server.ended).toEqual(['large']);
  });

  it('makes no connection for who will have used one of others by then, who came to the database together with him', async () => {
    const server = new FakeServer(20);
    const budget = new ConnectionBudget(10, 5_000);
    const user = server.user('a', 4);
    const work = async (): Promise<void> => {
      const client = await budget.take(user);
      await new Promise(setImmediate);
      budget.giveBack(user, client, false);
    };
    await Promise.all(Array.from({ length: 6 }, work));
    expect(server.made).toBeLessThan(3);
  });

  it('has people who go from database to database together not wait for a connection at each', async () => {
    // They catch up with each other wherever one is made, and all that has not been used for longest is where they go next.
    const server = new FakeServer(PATIENCE_MS + SLOW_MS);
    const users = Array.from({ length: 8 }, (_, index) => server.user(`tenant_${index}`, 4));
    const budget = new ConnectionBudget(users.length, 30_000);
    const use = async (user: ConnectionUser, isBroken = false): Promise<void> => {
      const client = await budget.take(user);
      await sleep(1);
      budget.giveBack(user, client, isBroken);
    };
    await Promise.all(users.map((user) => use(user)));
    await sleep(1_000);
    await use(users[0]!, true);
    const until = performance.now() + BUSY_MS;
    const walk = async (): Promise<void> => {
      while (performance.now() < until) for (const user of users) await use(user);
    };
    await Promise.all(Array.from({ length: 6 }, walk));
    expect(server.made).toBe(users.length + 1);
  });

  it('has as many busy databases as places keep their connections, even when all wait for long', async () => {
    const server = new FakeServer();
    const budget = new ConnectionBudget(4, 30_000);
    const users = ['a', 'b', 'c', 'd'].map((name) => server.user(name));
    const until = performance.now() + BUSY_MS;
    const work = async (user: ConnectionUser): Promise<void> => {
      while (performance.now() < until) {
        const client = await budget.take(user);
        await sleep(SLOW_MS);
        budget.giveBack(user, client, false);
        // Somebody else may look for a place while this one is idle.
        await sleep(SLOW_MS);
      }
    };
    const [crowded] = users as [ConnectionUser];
    await Promise.all([...users, ...Array.from({ length: 6 }, () => crowded)].map(work));
    expect(server.made).toBeLessThan(2 * users.length);
  });

  it('serves hundreds who wait', async () => {
    const server = new FakeServer();
    const budget = new ConnectionBudget(50, 5_000);
    const users = Array.from({ length: 50 }, (_, index) => server.user(`tenant_${index}`, 4));
    const work = async (user: ConnectionUser): Promise<void> => {
      for (let unit = 0; unit < 3; unit += 1) {
        const client = await budget.take(user);
        await sleep(SLOW_MS / 2);
        budget.giveBack(user, client, false);
      }
    };
    // Who looks through all connections for each of them, whenever one is given back, gets nowhere: some wait for too long.
    await Promise.all(Array.from({ length: 16 }, () => users.map(work)).flat());
    expect(server.mostOpen).toBe(50);
  });

  it('gives last ones that look forgotten to who has some one after the other, with pauses', async () => {
    jest.useFakeTimers();
    const server = new FakeServer();
    const budget = new ConnectionBudget(6, 60_000);
    const forgotten = ['a', 'b', 'c'].map((name) => server.user(name));
    for (const user of forgotten) budget.giveBack(user, await budget.take(user), false);
    await jest.advanceTimersByTimeAsync(11_000);
    const busy = ['x', 'y', 'z'].map((name) => server.user(name));
    for (const user of busy) await budget.take(user);
    const more = busy.map((user) => budget.take(user));
    await jest.advanceTimersByTimeAsync(150);
    expect(server.ended).toEqual(['a']);
    await jest.advanceTimersByTimeAsync(700);
    expect(server.ended).toEqual(['a', 'b', 'c']);
    await Promise.all(more);
  });

  it('gives who waits for two seconds a place that was not used for one, though nobody gives anything back then', async () => {
    const server = new FakeServer();
    const budget = new ConnectionBudget(2, 5_000);
    const [busy, other] = [server.user('busy'), server.user('other')];
    const [, last] = [await budget.take(busy), await budget.take(other)];
    const second = budget.take(busy);
    await sleep(500);
    budget.giveBack(other, last, false);
    await sleep(1_200);
    expect(server.ended).toEqual([]);
    await second;
    expect(server.ended).toEqual(['other']);
  });
});
