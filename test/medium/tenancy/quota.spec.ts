import { beforeEach, describe, expect, it } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import type { SqliteQueryRunner } from '../../../src/database/sqlite/sqlite-query-runner.js';
import { Doctor } from '../../../src/doctors/index.js';
import { PlanLimitReachedError } from '../../../src/tenancy/index.js';
import { UncountedInsertError, UnknownLimitError } from '../../../src/tenancy/tenancy.errors.js';
import { doctorInput, tenantDatabases, withKey } from '../../support/tenant-database.js';
import type { TenantDatabase } from '../../support/tenant-database.js';
import { SOMEBODY } from '../../support/somebody.js';

const NOW = new Date('2026-11-24T08:00:00Z');
const doctor = (): Partial<Doctor> => ({ ...doctorInput(), createdAt: NOW, updatedAt: NOW });
const doctors = (count: number): Partial<Doctor>[] => Array.from({ length: count }, doctor);

const RAW =
  'INSERT INTO Doctors_Doctor (first_name, last_name, specialty, created_at, updated_at) ' +
  "SELECT 'Grace', 'Hopper', 'Cardiology', '2026-11-24', '2026-11-24' FROM (VALUES (1), (2))";

/** Ways in which two rows get into a table within a transaction, one of them in the programmer's own words. */
const WAYS_IN: Readonly<Record<string, (transaction: EntityManager) => Promise<unknown>>> = {
  'one insert after the other': async (transaction) => {
    await transaction.insert(Doctor, doctor());
    await transaction.insert(Doctor, doctor());
  },
  'a bulk insert': (transaction) => transaction.insert(Doctor, doctors(2)),
  'a save': (transaction) => transaction.save(transaction.create(Doctor, doctors(2))),
  'an insert by the name of the table': (transaction) => transaction.insert('doctors_doctor', doctors(2)),
  'a query builder without listeners': (transaction) =>
    transaction.createQueryBuilder().insert().into(Doctor).values(doctors(2)).callListeners(false).execute(),
  'a save without listeners': (transaction) =>
    transaction.save(transaction.create(Doctor, doctors(2)), { listeners: false, transaction: false }),
  'a raw statement': (transaction) => transaction.query(RAW),
  'a raw statement that returns rows': (transaction) => transaction.query(`${RAW} RETURNING id`),
  'a raw statement with a common table expression': (transaction) =>
    transaction.query(`WITH made AS (SELECT 1) ${RAW}`),
  'an insert whose refusal is caught': async (transaction) => {
    await transaction.insert(Doctor, doctors(2)).catch(() => undefined);
  },
};

describe('the limit of a plan', () => {
  const open = tenantDatabases();
  const limits = { doctors: 3, patients: null, storageBytes: null };
  let database: TenantDatabase;
  const count = async (): Promise<number> => (await database.rows('doctors_doctor')).length;
  beforeEach(async () => {
    limits.doctors = 3;
    database = await open(limits);
    await database.newDoctor();
  });

  describe.each(Object.entries(WAYS_IN))('for %s', (_, insertTwo) => {
    it('lets in what it allows', async () => {
      await database.dataSource.transaction(insertTwo);
      expect(await count()).toBe(3);
    });

    it('keeps out all that the transaction did when that was one too many', async () => {
      await database.newDoctor();
      const refused = database.dataSource.transaction(async (transaction) => {
        await transaction.update(Doctor, { id: 1 }, { lastName: 'Changed' });
        await insertTwo(transaction);
      });
      await expect(refused).rejects.toMatchObject({ code: 'plan-limit-reached', resource: 'doctors', limit: 3 });
      expect(await count()).toBe(2);
      expect((await database.doctors.get(1)).lastName).toBe('Hopper');
    });
  });

  it('tells what is used without what was refused', async () => {
    const refused = database.dataSource.transaction((transaction) => transaction.insert(Doctor, doctors(20)));
    await expect(refused).rejects.toMatchObject({ extra: { extensions: { resource: 'doctors', limit: 3, used: 1 } } });
  });

  it('is held by a transaction of TypeORM’s own making', async () => {
    const repository = database.dataSource.getRepository(Doctor);
    await expect(repository.save(repository.create(doctors(3)))).rejects.toThrow(PlanLimitReachedError);
    expect(await count()).toBe(1);
  });

  it('is held by a query runner that is told to commit again and again', async () => {
    const runner = database.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.manager.insert(Doctor, doctors(3));
    await expect(runner.commitTransaction()).rejects.toThrow(PlanLimitReachedError);
    await expect(runner.commitTransaction()).rejects.toThrow(PlanLimitReachedError);
    await runner.rollbackTransaction();
    await runner.startTransaction();
    await runner.manager.insert(Doctor, doctors(2));
    await runner.commitTransaction();
    await runner.release();
    expect(await count()).toBe(3);
  });

  it('is held after transactions have overlapped, which ends several of them at once', async () => {
    const runner = database.dataSource.createQueryRunner();
    await runner.startTransaction();
    await (runner as SqliteQueryRunner).levels.start();
    await (runner as SqliteQueryRunner).levels.rollback(1);
    await expect(runner.manager.insert(Doctor, doctor())).rejects.toThrow(UncountedInsertError);
    await runner.startTransaction();
    await runner.manager.insert(Doctor, doctors(3));
    await expect(runner.commitTransaction()).rejects.toThrow(PlanLimitReachedError);
    await runner.release();
    expect(await count()).toBe(1);
  });

  it('allows no insert outside of a transaction, where nothing could take it back', async () => {
    const alone = [
      () => database.dataSource.getRepository(Doctor).insert(doctor()),
      () => database.dataSource.query(RAW),
    ];
    for (const insert of alone) await expect(insert()).rejects.toThrow(UncountedInsertError);
    expect(await count()).toBe(1);
  });

  it('refuses one nested transaction alone, and the others stay', async () => {
    const outcomes = await database.dataSource.transaction(async (transaction) => {
      const told: string[] = [];
      for (const size of [1, 2, 1, 1]) {
        const nested = transaction.transaction((inner) => inner.insert(Doctor, doctors(size)));
        told.push(
          await nested.then(
            () => 'in',
            (error: Error) => error.name,
          ),
        );
      }
      return told;
    });
    expect(outcomes).toEqual(['in', 'PlanLimitReachedError', 'in', 'PlanLimitReachedError']);
    expect(await count()).toBe(3);
  });

  it('counts what the outer transaction inserted before the nested one', async () => {
    const refused = database.dataSource.transaction(async (transaction) => {
      await transaction.insert(Doctor, doctors(3));
      await transaction.transaction((inner) => inner.update(Doctor, { id: 1 }, { lastName: 'Changed' }));
    });
    await expect(refused).rejects.toThrow(PlanLimitReachedError);
  });

  it('counts at the end: one may come when another goes, in whatever order', async () => {
    await database.newDoctor();
    await database.newDoctor();
    await database.dataSource.transaction(async (transaction) => {
      await transaction.insert(Doctor, doctor());
      await transaction.delete(Doctor, { id: 1 });
    });
    expect(await count()).toBe(3);
    await expect(database.newDoctor()).rejects.toThrow(PlanLimitReachedError);
    await database.doctors.delete(SOMEBODY, 2);
    await database.newDoctor();
    expect(await count()).toBe(3);
  });

  it('acts at once when it is lowered, and leaves what is there and everything else alone', async () => {
    await database.newDoctor();
    limits.doctors = 1;
    await expect(database.newDoctor()).rejects.toMatchObject({ extra: { extensions: { limit: 1, used: 2 } } });
    await database.doctors.update(SOMEBODY, 1, { lastName: 'Changed' });
    await database.newPatient();
    await database.doctors.delete(SOMEBODY, 2);
    expect(await count()).toBe(1);
  });

  it('leaves a transaction alone whose nested insert was refused and given up', async () => {
    limits.doctors = 0;
    await database.dataSource.transaction(async (transaction) => {
      await transaction.transaction((inner) => inner.insert(Doctor, doctor())).catch(() => undefined);
      await transaction.update(Doctor, { id: 1 }, { lastName: 'Changed' });
    });
    expect((await database.doctors.get(1)).lastName).toBe('Changed');
  });

  it('is told to the repetition of a refused request too, until there is room', async () => {
    limits.doctors = 1;
    const create = () => database.doctors.create(SOMEBODY, doctorInput(), withKey('once', doctorInput()));
    await expect(create()).rejects.toThrow(PlanLimitReachedError);
    await expect(create()).rejects.toThrow(PlanLimitReachedError);
    limits.doctors = 2;
    const { id } = await create();
    limits.doctors = 1;
    expect((await create()).id).toBe(id);
    expect(await count()).toBe(2);
  });

  it('must be one that plans have', async () => {
    const unknown = await open({ patients: null, storageBytes: null });
    await expect(unknown.newDoctor()).rejects.toThrow(UnknownLimitError);
  });

  it('holds for a hundred at once; looking first and leaping then does not', async () => {
    limits.doctors = 10;
    const lookThenLeap = await open({ doctors: null, patients: null, storageBytes: null });
    const naive = async (): Promise<void> => {
      const used = await lookThenLeap.dataSource.getRepository(Doctor).count();
      if (used < 10) await lookThenLeap.newDoctor();
    };
    const exact = await Promise.allSettled(Array.from({ length: 100 }, () => database.newDoctor()));
    await Promise.all(Array.from({ length: 100 }, naive));
    expect(await count()).toBe(10);
    expect(exact.filter(({ status }) => status === 'fulfilled')).toHaveLength(9);
    expect((await lookThenLeap.rows('doctors_doctor')).length).toBeGreaterThan(10);
  });
});
