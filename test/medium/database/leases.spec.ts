/** @engine both: what must hold on either engine. */
import { spawn } from 'node:child_process';
import { hostname } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import type { DataSource, EntityManager } from 'typeorm';
import { LEASE_TTL_MS, LeaseLostError, Leases } from '../../../src/database/index.js';
import type { Lease } from '../../../src/database/index.js';
import { LeaseRow } from '../../../src/database/leases/lease-row.entity.js';
import { masterDatabases } from '../../support/master-database.js';

const NAME = 'test-upkeep';

/** Number of a process that has ended. */
async function deadProcess(): Promise<number> {
  const child = spawn('true');
  await new Promise((resolve) => child.once('close', resolve));
  return child.pid ?? 0;
}

describe('a lease', () => {
  const masterDatabase = masterDatabases();

  async function setUp() {
    const master = await masterDatabase();
    const process = async (): Promise<{ dataSource: DataSource; leases: Leases }> => {
      const dataSource = await master.open();
      return { dataSource, leases: new Leases(dataSource, master.clock) };
    };
    const first = await process();
    const row = () => first.dataSource.getRepository(LeaseRow).findOneByOrFail({ name: NAME });
    /** What only the holder may do: the step is written into the row of another lease. */
    const step = (manager: EntityManager) => manager.update(LeaseRow, { name: NAME }, { owner: 'a step of the work' });
    return { clock: master.clock, process, first, second: await process(), row, step };
  }

  const taken = (lease: Lease | null): Lease => {
    expect(lease).not.toBeNull();
    return lease!;
  };

  it('goes to one of many who want it at once', async () => {
    const { first, second, process } = await setUp();
    const wanting = [first, second, await process()].flatMap(({ leases }) => Array.from({ length: 7 }, () => leases));
    const got = await Promise.all(wanting.map((leases) => leases.acquire(NAME)));

    expect(got.filter((lease) => lease !== null)).toEqual([{ name: NAME, token: 1 }]);
  });

  it('is one of several with other names', async () => {
    const { first, second } = await setUp();
    taken(await first.leases.acquire(NAME));

    expect(await second.leases.acquire('another')).toEqual({ name: 'another', token: 1 });
  });

  it('is kept for 30 seconds and not a millisecond longer', async () => {
    const { clock, first, second } = await setUp();
    taken(await first.leases.acquire(NAME));
    clock.advance(LEASE_TTL_MS - 1);
    expect(await second.leases.acquire(NAME)).toBeNull();
    clock.advance(1);

    expect(await second.leases.acquire(NAME)).toEqual({ name: NAME, token: 2 });
    expect(LEASE_TTL_MS).toBe(30_000);
  });

  it('is kept by renewing it', async () => {
    const { clock, first, second } = await setUp();
    const lease = taken(await first.leases.acquire(NAME));
    for (let renewals = 0; renewals < 5; renewals += 1) {
      clock.advance(LEASE_TTL_MS - 1);
      await first.leases.renew(lease);
    }

    expect(await second.leases.acquire(NAME)).toBeNull();
  });

  it('is free at once when it is given back, but not by somebody who has lost it', async () => {
    const { clock, first, second } = await setUp();
    const lost = taken(await first.leases.acquire(NAME));
    clock.advance(LEASE_TTL_MS);
    const lease = taken(await second.leases.acquire(NAME));
    await first.leases.release(lost);
    expect(await first.leases.acquire(NAME)).toBeNull();
    await second.leases.release(lease);

    expect(await first.leases.acquire(NAME)).toEqual({ name: NAME, token: 3 });
  });

  it('is taken over at once from a process of this machine that is dead, and from no other', async () => {
    const { first, second, row } = await setUp();
    taken(await first.leases.acquire(NAME));
    expect((await row()).owner).toContain(`${hostname()}/${String(process.pid)}/`);
    expect(await second.leases.acquire(NAME)).toBeNull();
    const pid = await deadProcess();
    const leases = first.dataSource.getRepository(LeaseRow);
    await leases.update({ name: NAME }, { owner: `elsewhere.example.com/${pid}/1/x` });
    expect(await second.leases.acquire(NAME)).toBeNull();
    await leases.update({ name: NAME }, { owner: `${hostname()}/${pid}/1/x` });

    expect(await second.leases.acquire(NAME)).toEqual({ name: NAME, token: 2 });
  });

  it('undoes the work of one that has lost it without noticing', async () => {
    const { clock, first, second, row, step } = await setUp();
    const lost = taken(await first.leases.acquire(NAME));
    clock.advance(LEASE_TTL_MS);
    taken(await second.leases.acquire(NAME));
    const late = first.dataSource.transaction(async (transaction) => {
      await step(transaction);
      await first.leases.renew(lost, transaction);
    });

    await expect(late).rejects.toBeInstanceOf(LeaseLostError);
    expect((await row()).owner).not.toBe('a step of the work');
  });

  it('would let that work happen if it were only looked at before: the same test finds it', async () => {
    const { clock, first, second, row, step } = await setUp();
    const lost = taken(await first.leases.acquire(NAME));
    await first.leases.renew(lost);
    clock.advance(LEASE_TTL_MS);
    taken(await second.leases.acquire(NAME));
    await first.dataSource.transaction((transaction) => step(transaction));

    expect((await row()).owner).toBe('a step of the work');
  });

  it('cannot be taken over while a transaction that renewed it is open', async () => {
    const { clock, first, second } = await setUp();
    const lease = taken(await first.leases.acquire(NAME));
    clock.advance(LEASE_TTL_MS);
    const order: string[] = [];
    const takeover = first.dataSource.transaction(async (transaction) => {
      await first.leases.renew(lease, transaction);
      const attempt = second.leases.acquire(NAME).then((other) => order.push(`second has ${JSON.stringify(other)}`));
      await new Promise((resolve) => setTimeout(resolve, 100));
      order.push('first ends its work');
      return { attempt };
    });
    await (
      await takeover
    ).attempt;

    expect(order).toEqual(['first ends its work', 'second has null']);
  });
});
