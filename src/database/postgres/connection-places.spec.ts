import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { FakeServer } from '../../../test/support/fake-server.js';
import { ConnectionBudget } from './connection-budget.js';
import type { ConnectionUser } from './connection-budget.js';

const BUSY_MS = 2_000;
/** Longer than anybody waits for one of his own, before he looks for one of somebody else's. */
const SLOW_MS = 60;

describe('a place in a budget of connections', () => {
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

  it('closes what was not used for a second, before what somebody has more than one of, before anybody’s last', async () => {
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

  it('gives a place away as soon as it was not used for a second, though nobody gives anything back then', async () => {
    const server = new FakeServer();
    const budget = new ConnectionBudget(2, 5_000);
    const [busy, other] = [server.user('busy'), server.user('other')];
    const [, last] = [await budget.take(busy), await budget.take(other)];
    const second = budget.take(busy);
    await sleep(500);
    budget.giveBack(other, last, false);
    await second;
    expect(server.ended).toEqual(['other']);
  });
});
