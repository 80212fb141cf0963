import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import { DatabaseClosedError, NoConnectionFreeError } from '../database.errors.js';
import { ConnectionBudget } from './connection-budget.js';
import type { ConnectionUser } from './connection-budget.js';

const BUSY_MS = 2_000;
/** Longer than anybody waits for one of his own, before he looks for one of somebody else's. */
const SLOW_MS = 60;

/** Counts what a server would see: connections that are made and not ended. */
class FakeServer {
  open = 0;
  mostOpen = 0;
  made = 0;
  readonly ended: string[] = [];

  user(name: string, most = 2): ConnectionUser {
    return { name, most, open: () => this.connect(name) };
  }

  private async connect(name: string): Promise<Client> {
    await Promise.resolve();
    this.open += 1;
    this.made += 1;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    const end = async (): Promise<void> => {
      await Promise.resolve();
      this.open -= 1;
      this.ended.push(name);
    };
    return Object.assign(new EventEmitter(), { end }) as unknown as Client;
  }
}

describe('a budget of connections', () => {
  it('is never exceeded, and serves many databases in turn', async () => {
    const server = new FakeServer();
    const budget = new ConnectionBudget(3, 5_000);
    const users = Array.from({ length: 50 }, (_, index) => server.user(`tenant_${index}`));
    const work = async (user: ConnectionUser): Promise<void> => {
      const client = await budget.take(user);
      await new Promise(setImmediate);
      budget.giveBack(user, client, false);
    };
    await Promise.all([...users, ...users].map(work));
    expect(server.mostOpen).toBe(3);
    expect(budget.openCount).toBe(3);
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

  it('gives nobody more than his own share, and others do not wait for those who want more', async () => {
    const server = new FakeServer();
    const budget = new ConnectionBudget(4, 5_000);
    const [greedy, other] = [server.user('greedy', 2), server.user('other', 2)];
    const held = [await budget.take(greedy), await budget.take(greedy)];
    const third = budget.take(greedy);
    await budget.take(other);
    expect([server.made, server.mostOpen]).toEqual([3, 3]);
    budget.giveBack(greedy, held[0]!, false);
    expect(await third).toBe(held[0]);
  });

  it('lets who finds none wait for a while and no longer', async () => {
    const server = new FakeServer();
    const budget = new ConnectionBudget(1, 20);
    const [a, b] = [server.user('a'), server.user('b')];
    const client = await budget.take(a);
    await expect(budget.take(b)).rejects.toThrow(NoConnectionFreeError);
    budget.giveBack(a, client, false);
    await budget.take(b);
    expect([server.ended, server.open]).toEqual([['a'], 1]);
  });

  it('uses no broken connection again, and gives its place away', async () => {
    const server = new FakeServer();
    const budget = new ConnectionBudget(1, 5_000);
    const user = server.user('a');
    const broken = await budget.take(user);
    const next = budget.take(user);
    budget.giveBack(user, broken, true);
    expect(await next).not.toBe(broken);
    expect(server.mostOpen).toBe(1);
  });

  it('forgets one that the server ends while nobody uses it', async () => {
    const server = new FakeServer();
    const budget = new ConnectionBudget(1, 5_000);
    const user = server.user('a');
    const client = await budget.take(user);
    budget.giveBack(user, client, false);
    (client as unknown as EventEmitter).emit('end');
    expect(await budget.take(user)).not.toBe(client);
  });

  it('goes on when a connection cannot be made', async () => {
    const budget = new ConnectionBudget(1, 5_000);
    const failing: ConnectionUser = { name: 'x', most: 1, open: () => Promise.reject(new Error('refused')) };
    await expect(budget.take(failing)).rejects.toThrow('refused');
    expect(budget.openCount).toBe(0);
    await budget.take(new FakeServer().user('a'));
    expect(budget.openCount).toBe(1);
  });

  it('closes a user once the last connection is given back, and gives no more', async () => {
    const server = new FakeServer();
    const budget = new ConnectionBudget(2, 5_000);
    const user = server.user('a');
    const client = await budget.take(user);
    const closing = budget.close(user);
    await expect(budget.take(user)).rejects.toThrow(DatabaseClosedError);
    budget.giveBack(user, client, false);
    await closing;
    expect([server.open, budget.openCount]).toEqual([0, 0]);
  });
});
