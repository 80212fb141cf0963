/** @engine postgres: elsewhere there is no server to go to. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { PostgresQueryRunner } from '../../../src/database/postgres/postgres-query-runner.js';
import { PreparedStatements } from '../../../src/database/postgres/prepared-statements.js';
import { Doctor, DoctorsService } from '../../../src/doctors/index.js';
import { TenantSchema, TenantWrites } from '../../../src/tenancy/index.js';
import { CompanyQuota } from '../../../src/tenancy/quota/company-quota.js';
import { TENANT_MODELS } from '../../../src/tenant-models.js';
import { SOMEBODY } from '../../support/somebody.js';
import { doctorInput, tenantDatabases, withKey } from '../../support/tenant-database.js';
import type { TenantDatabase } from '../../support/tenant-database.js';

/** Limits are far enough away for this many more not to be counted one by one. */
const PLENTY = 20;
const SAMPLES = 10;

const limits = { doctors: null as number | null, patients: null, storageBytes: null as number | null };
const makeDatabase = tenantDatabases();

beforeEach(() => {
  Object.assign(limits, { doctors: null, storageBytes: null });
});
afterEach(() => {
  jest.restoreAllMocks();
});

const create = (database: TenantDatabase): Promise<unknown> => database.newDoctor();

/** What `work` has the server asked: the least of several times, for once in two seconds limits are read anew. */
async function roundTrips(work: (sample: number) => Promise<unknown>): Promise<number> {
  const asked = [jest.spyOn(pg.Connection.prototype, 'sync'), jest.spyOn(pg.Connection.prototype, 'query')];
  const counts: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    for (const spy of asked) spy.mockClear();
    await work(sample);
    counts.push(asked.reduce((sum, spy) => sum + spy.mock.calls.length, 0));
  }
  return Math.min(...counts);
}

describe('round trips to the server', () => {
  it('are two for a create: the row with the beginning, the limits with the commit', async () => {
    const database = await makeDatabase(limits);
    expect(await roundTrips(() => create(database))).toBe(2);
  });

  it('are no more when rows are limited, and no look at the plan', async () => {
    let looks = 0;
    const plan = Object.defineProperty({ ...limits }, 'doctors', { enumerable: true, get: () => (looks += 1) && 500 });
    const database = await makeDatabase(plan);
    const seen: number[] = [];
    expect(await roundTrips(() => create(database).then(() => seen.push(looks)))).toBe(2);
    expect(new Set(seen).size).toBeLessThan(SAMPLES);
  });

  it('are one more for what the plan limits in bytes, none for the log, and three for a key', async () => {
    limits.storageBytes = 1e12;
    const database = await makeDatabase(limits);
    expect(await roundTrips(() => create(database))).toBe(3);
    const recorded = await makeDatabase({ ...limits, storageBytes: null }, 'encrypt');
    expect(await roundTrips(() => create(recorded))).toBe(2);
    const once = (sample: number) => recorded.doctors.create(SOMEBODY, doctorInput(), withKey(`key${sample}`, {}));
    expect(await roundTrips(once)).toBe(5);
  });

  it('are none for a transaction that does nothing', async () => {
    const database = await makeDatabase();
    expect(await roundTrips(() => database.dataSource.transaction(async () => undefined))).toBe(0);
    const nothing = database.dataSource.transaction(() => Promise.reject(new Error('changed my mind')));
    await expect(nothing).rejects.toThrow('changed my mind');
    expect(await database.rows('doctors_doctor')).toEqual([]);
  });
});

describe('a statement that fails with the beginning of its transaction', () => {
  it('undoes it, and its connection goes on', async () => {
    const database = await makeDatabase();
    await database.newDoctor({ licenseNumber: 'MD-1' });
    await expect(database.newDoctor({ licenseNumber: 'MD-1' })).rejects.toMatchObject({ code: 'already-exists' });
    await expect(database.dataSource.transaction((all) => all.query('SELECT nothing'))).rejects.toThrow();
    await database.newDoctor({ licenseNumber: 'MD-2' });
    expect(await database.rows('doctors_doctor')).toHaveLength(2);
  });
});

describe('statements that the server keeps prepared', () => {
  it('are prepared once for a connection', async () => {
    const database = await makeDatabase(limits);
    const parse = jest.spyOn(pg.Connection.prototype, 'parse');
    const parsed: number[] = [];
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      parse.mockClear();
      await create(database);
      parsed.push(parse.mock.calls.length);
    }
    expect(Math.min(...parsed)).toBe(0);
  });

  it('are prepared anew when the table has changed', async () => {
    const database = await makeDatabase(limits);
    await create(database);
    await create(database);
    await database.dataSource.query('ALTER TABLE doctors_doctor ALTER COLUMN id TYPE bigint');
    await create(database);
    expect(await database.rows('doctors_doctor')).toHaveLength(3);
  });

  it('are none behind a pooler, whose connections have numbers of their own', async () => {
    const client = { processID: 1, query: () => Promise.resolve({ rows: [{ pid: 2 }] }) } as unknown as pg.Client;
    await PreparedStatements.allowOn(client);
    expect(PreparedStatements.of(client)).toBeUndefined();
  });
});

describe('limits that are left to the server', () => {
  let here: TenantDatabase;
  let there: { dataSource: DataSource; doctors: DoctorsService; quota: CompanyQuota };
  beforeEach(async () => {
    here = await makeDatabase(limits);
    // Another process, as far as the server can tell.
    const { entities, counted } = new TenantSchema(TENANT_MODELS);
    const dataSource = await here.engine.dataSource('tenant_test', { entities }).initialize();
    const quota = { limitsOf: () => Promise.resolve({ ...limits }) };
    CompanyQuota.install(dataSource, { companyId: 1, counted, quota, engine: here.engine });
    const doctors = new DoctorsService(
      dataSource.getRepository(Doctor),
      new TenantWrites(dataSource, here.clock),
      here.clock,
    );
    there = { dataSource, doctors, quota: CompanyQuota.of(dataSource)! };
  });
  afterEach(async () => {
    await there.dataSource.destroy();
  });

  const count = async (): Promise<number> => (await here.rows('doctors_doctor')).length;

  /** Has both go by the limits as they are. */
  async function fillUpTo(rows: number): Promise<void> {
    for (let made = await count(); made < rows; made += 1) await here.newDoctor();
  }

  async function rush(): Promise<void> {
    limits.doctors = PLENTY + 5;
    await fillUpTo(4);
    await there.doctors.create(SOMEBODY, doctorInput());
    const creates = Array.from({ length: 60 }, (_, index) =>
      index % 2 === 0 ? here.newDoctor() : there.doctors.create(SOMEBODY, doctorInput()),
    );
    const refusals = (await Promise.allSettled(creates)).filter(({ status }) => status === 'rejected');
    for (const { reason } of refusals as PromiseRejectedResult[])
      expect(reason).toMatchObject({ code: 'plan-limit-reached', limit: PLENTY + 5 });
  }

  it('are exact when two processes create at once', async () => {
    await rush();
    expect(await count()).toBe(PLENTY + 5);
  });

  it('would be passed if the server did not count', async () => {
    jest.spyOn(PostgresQueryRunner.prototype, 'countLater').mockImplementation(() => undefined);
    await rush();
    expect(await count()).toBeGreaterThan(PLENTY + 5);
  });

  /** The other process gives the company a plan that holds just what it has, while this one creates. */
  async function shrink(hold: (work: (rows: number) => void) => Promise<void>): Promise<number> {
    limits.doctors = 500;
    await fillUpTo((await count()) + 1);
    let create: Promise<unknown> = Promise.resolve();
    await hold((rows) => {
      create = here.newDoctor().catch((error: unknown) => error);
      limits.doctors = rows;
    });
    await create;
    return (await count()) - limits.doctors;
  }

  it('are kept when they are made less by what was counted', async () => {
    const beyond = await shrink((work) =>
      there.dataSource.transaction(async (transaction) => {
        work((await there.quota.measureLocked(transaction))!.doctors!);
      }),
    );
    expect(beyond).toBe(0);
  });

  it('would be passed if whoever counts did not outlast what was read before', async () => {
    const holdOnly = (work: (rows: number) => void): Promise<void> =>
      there.dataSource.transaction(async (transaction) => {
        await here.engine.lockCounts(transaction);
        work((await there.quota.measure(transaction)).doctors!);
      });
    let beyond = 0;
    for (let attempt = 0; attempt < SAMPLES && beyond === 0; attempt += 1) beyond = await shrink(holdOnly);
    expect(beyond).toBe(1);
  });
});
