import type { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { FakeServer } from '../../../test/support/fake-server.js';
import { DatabaseClosedError, NoConnectionFreeError } from '../database.errors.js';
import { ConnectionBudget } from './connection-budget.js';
import type { ConnectionUser } from './connection-budget.js';

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

  it('forgets one that the server ended while somebody had it between two statements', async () => {
    const server = new FakeServer();
    const budget = new ConnectionBudget(1, 5_000);
    const user = server.user('a');
    const client = await budget.take(user);
    (client as unknown as EventEmitter).emit('end');
    budget.giveBack(user, client, false);
    expect(await budget.take(user)).not.toBe(client);
    expect(budget.openCount).toBe(1);
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
