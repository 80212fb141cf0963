/** @engine sqlite: another process takes the lock, in the file. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { LEASE_TTL_MS, LeaseLostError } from '../../../src/database/index.js';
import { closesTenant, FleetTenant, TENANT_OPERATIONS, TenantLocks } from '../../../src/fleet/index.js';
import type { TenantLock } from '../../../src/fleet/index.js';
import { TenantLockedError } from '../../../src/fleet/index.js';
import { Child } from '../../support/child-process.js';
import { masterDatabases } from '../../support/master-database.js';
import { NoNews } from '../../support/no-news.js';
import { raw } from '../../support/test-engine.js';

const COMPANY =
  'INSERT INTO master_company (id, name, name_key, slug, database_name, email, phone, status, created_at) VALUES ' +
  `(?, ?, ?, ?, ?, 'a@example.com', '+1 555 0100', 'active', '2026-11-24 08:00:00.000')`;

describe('the lock of a company', () => {
  const masterDatabase = masterDatabases();
  let child: Child | undefined;

  afterEach(async () => {
    await child?.kill();
    child = undefined;
  });

  async function setUp() {
    const master = await masterDatabase();
    const process = async (): Promise<{ dataSource: DataSource; locks: TenantLocks }> => {
      const dataSource = await master.open();
      return { dataSource, locks: new TenantLocks(dataSource, master.clock, new NoNews()) };
    };
    const first = await process();
    for (const id of [1, 2]) {
      await raw(first.dataSource, COMPANY, [id, `Clinic ${id}`, `clinic ${id}`, `clinic-${id}`, `tenant_clinic_${id}`]);
    }
    const row = () => first.dataSource.getRepository(FleetTenant).findOneByOrFail({ companyId: 1 });
    return { master, clock: master.clock, first, second: await process(), row };
  }

  const taken = (lock: TenantLock | null): TenantLock => {
    expect(lock).not.toBeNull();
    return lock!;
  };

  it('goes to one of many who want it at once, in one process and in two', async () => {
    const { first, second, row } = await setUp();
    const wanting = [first, second].flatMap(({ locks }) => Array.from({ length: 20 }, () => locks));
    const got = await Promise.all(wanting.map((locks) => locks.acquire(1, 'migrate')));

    expect(got.filter((lock) => lock !== null)).toEqual([{ companyId: 1, operation: 'migrate', token: 1 }]);
    expect(await row()).toMatchObject({ state: 'migrating', operation: 'migrate', operationToken: 1 });
    expect(await first.locks.acquire(2, 'backup')).toMatchObject({ companyId: 2, token: 1 });
  });

  it('tells of what closes companies: of the taking, of the giving back, and of the loss', async () => {
    const { clock, first, second } = await setUp();
    const told: unknown[] = [];
    first.locks.onChange(({ token }, change) => told.push([token, change]));

    await first.locks.release(taken(await first.locks.acquire(1, 'migrate')));
    await first.locks.release(taken(await first.locks.acquire(1, 'backup')));
    expect(told.splice(0)).toEqual([
      [1, 'taken'],
      [1, 'released'],
    ]);
    // It expires, somebody takes it over, and it is given back late.
    const late = taken(await first.locks.acquire(1, 'migrate'));
    clock.advance(LEASE_TTL_MS + 1);
    const theirs = taken(await second.locks.acquire(1, 'migrate'));
    await first.locks.release(late);
    expect(told.splice(0)).toEqual([
      [3, 'taken'],
      [3, 'lost'],
    ]);
    await second.locks.release(theirs);
    // The master database is away.
    const unlucky = taken(await first.locks.acquire(1, 'migrate'));
    await first.dataSource.destroy();
    await expect(first.locks.release(unlucky)).rejects.toThrow();
    expect(told).toEqual([
      [5, 'taken'],
      [5, 'lost'],
    ]);
  });

  it('does not outlive work whose end cannot be told', async () => {
    const { first, second } = await setUp();
    const told: unknown[] = [];
    first.locks.onChange((_lock, change) => told.push(change));
    const failing = (): never => {
      throw new Error('no entry');
    };
    await expect(first.locks.hold(1, 'migrate', () => Promise.resolve(), failing)).rejects.toThrow('no entry');
    expect(told).toEqual(['taken', 'released']);
    expect(await second.locks.acquire(1, 'migrate')).not.toBeNull();
  });

  it('is free again after it was given back, and the ledger knows what became of the database', async () => {
    const { first, second, row } = await setUp();
    const lock = taken(await first.locks.acquire(1, 'migrate'));
    await first.locks.release(lock, { state: 'current', schemaVersion: '2026-new', fingerprint: 'abc', durationMs: 7 });

    expect(await row()).toMatchObject({
      ...{ operation: null, operationOwner: null, operationToken: 1 },
      ...{ state: 'current', schemaVersion: '2026-new', fingerprint: 'abc', durationMs: 7 },
    });
    expect(await second.locks.acquire(1, 'backup')).toMatchObject({ token: 2 });
    expect((await row()).state).toBe('current');
  });

  it('is kept for 30 seconds of silence, and then a late holder can neither go on nor tell the ledger', async () => {
    const { clock, first, second, row } = await setUp();
    const late = taken(await first.locks.acquire(1, 'migrate'));
    clock.advance(LEASE_TTL_MS - 1);
    expect(await second.locks.acquire(1, 'restore')).toBeNull();
    clock.advance(1);
    taken(await second.locks.acquire(1, 'restore'));

    await expect(first.dataSource.transaction((manager) => first.locks.assertHeld(late, manager))).rejects.toThrow(
      LeaseLostError,
    );
    await first.locks.release(late, { state: 'current' });
    expect(await row()).toMatchObject({ operation: 'restore', operationToken: 2, state: 'migrating' });
  });

  it('is kept by whoever shows that he is still there', async () => {
    const { clock, first, second } = await setUp();
    const lock = taken(await first.locks.acquire(1, 'backup'));
    for (let round = 0; round < 3; round += 1) {
      clock.advance(LEASE_TTL_MS - 1);
      await first.dataSource.transaction((manager) => first.locks.assertHeld(lock, manager));
    }
    clock.advance(LEASE_TTL_MS - 1);
    expect(await second.locks.acquire(1, 'migrate')).toBeNull();
  });

  it('is taken over at once from a process that was killed, and not while it lives', async () => {
    const { master, first } = await setUp();
    child = new Child('lock-holding-child.mjs', [master.folder, 'migrate']);
    expect(await child.next('taken')).toEqual({ taken: true });
    expect(await first.locks.acquire(1, 'migrate')).toBeNull();
    expect([...(await first.locks.locked())]).toEqual([[1, 'migrate']]);
    await child.kill();

    expect(await first.locks.locked()).toEqual(new Map());
    expect(await first.locks.acquire(1, 'migrate')).toEqual({ companyId: 1, operation: 'migrate', token: 2 });
  });

  it('held around work is given back whether it succeeds or not, and tells who is refused what is being done', async () => {
    const { first, second, row } = await setUp();
    await first.locks.hold(1, 'backup', async () => {
      await expect(second.locks.hold(1, 'restore', () => Promise.resolve())).rejects.toThrow(
        new TenantLockedError('backup'),
      );
    });
    await expect(first.locks.hold(1, 'migrate', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect((await row()).operation).toBeNull();
    expect(await second.locks.hold(1, 'restore', (lock) => Promise.resolve(lock.token))).toBe(3);
  });

  it('vanishes with its company', async () => {
    const { first } = await setUp();
    taken(await first.locks.acquire(1, 'delete'));
    await first.dataSource.query('DELETE FROM master_company WHERE id = 1');
    expect(await first.locks.locked()).toEqual(new Map());
  });

  it('closes the company for servers while its database is changed, replaced or removed, not while it is read', () => {
    expect(TENANT_OPERATIONS.filter(closesTenant)).toEqual([
      'migrate',
      'repair',
      'restore',
      'rename',
      'delete',
      'move',
      'encrypt',
    ]);
  });
});
