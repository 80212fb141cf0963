/** @engine postgres: on SQLite limits are read in each transaction. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { PostgresQueryRunner } from '../../../src/database/postgres/postgres-query-runner.js';
import { Doctor, DoctorsService } from '../../../src/doctors/index.js';
import { TenantSchema, TenantWrites } from '../../../src/tenancy/index.js';
import { CompanyQuota } from '../../../src/tenancy/quota/company-quota.js';
import { LEASE_MS } from '../../../src/tenancy/quota/limits-lease.js';
import { TENANT_MODELS } from '../../../src/tenant-models.js';
import { changingLimits } from '../../support/changing-limits.js';
import { signal } from '../../support/signal.js';
import { SOMEBODY } from '../../support/somebody.js';
import { doctorInput, tenantDatabases } from '../../support/tenant-database.js';
import type { TenantDatabase } from '../../support/tenant-database.js';

/** Limits are far enough away for this many more not to be counted one by one. */
const PLENTY = 20;
const SAMPLES = 10;

const limits = changingLimits();
const makeDatabase = tenantDatabases();

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
  async function shrink(from: number | null, hold: (work: (rows: number) => void) => Promise<void>): Promise<number> {
    limits.doctors = from;
    await fillUpTo((await count()) + 1);
    let create: Promise<unknown> = Promise.resolve();
    await hold((rows) => {
      create = here.newDoctor().catch((error: unknown) => error);
      limits.doctors = rows;
    });
    await create;
    return (await count()) - (limits.doctors ?? 0);
  }

  const measured = (work: (rows: number) => void): Promise<void> =>
    there.dataSource.transaction(async (transaction) => {
      work((await there.quota.measureLocked(transaction))!.doctors!);
    });

  it.each([500, null])('are kept when they are made less by what was counted, from %s', async (from) => {
    expect(await shrink(from, measured)).toBe(0);
  });

  /** Has a commit of this process take longer than limits are gone by, while the other one counts. */
  async function countDuringCommit(): Promise<number> {
    limits.doctors = null;
    await fillUpTo(2);
    const [committing, counted] = [signal(), signal()];
    const runner = PostgresQueryRunner.prototype as unknown as { commitAll(left: () => void): Promise<void> };
    const { commitAll } = runner;
    jest.spyOn(runner, 'commitAll').mockImplementationOnce(async function (this: unknown, left) {
      committing.give();
      await Promise.race([counted.come, sleep(LEASE_MS + 1_000)]);
      return commitAll.call(this, left);
    });
    const late = here.newDoctor();
    await committing.come;
    await measured((rows) => {
      limits.doctors = rows;
      counted.give();
    });
    await late;
    return (await count()) - (limits.doctors ?? 0);
  }

  it('are kept by a commit that is under way when there were none before', async () => {
    expect(await countDuringCommit()).toBe(0);
  });

  it('would be passed by it if whoever counts had not the tables to himself', async () => {
    const lockCounts = here.engine.lockCounts.bind(here.engine);
    jest.spyOn(here.engine, 'lockCounts').mockImplementation((transaction) => lockCounts(transaction));
    // The limits may have been read for too long ago, on a slow machine; then the create is decided the long way.
    let beyond = 0;
    for (let attempt = 0; attempt < 3 && beyond === 0; attempt += 1) beyond = await countDuringCommit();
    expect(beyond).toBe(1);
  });

  it('are kept by an insert that its transaction does not wait for', async () => {
    limits.doctors = null;
    await fillUpTo(2);
    const lockCounts = here.engine.lockCounts.bind(here.engine);
    let late: Promise<unknown> = Promise.resolve();
    jest.spyOn(here.engine, 'lockCounts').mockImplementationOnce(async (...args) => {
      const lockedAt = await lockCounts(...args);
      const row = { ...doctorInput(), createdAt: new Date(), updatedAt: new Date() };
      late = here.dataSource.transaction(async (transaction) => void transaction.insert(Doctor, row));
      late.catch(() => undefined);
      return lockedAt;
    });
    await measured((rows) => {
      limits.doctors = rows;
    });
    await expect(late).rejects.toMatchObject({ code: 'plan-limit-reached' });
    expect(await count()).toBe(2);
  });

  it('would be passed if whoever counts did not outlast what was read before', async () => {
    const holdOnly = (work: (rows: number) => void): Promise<void> =>
      there.dataSource.transaction(async (transaction) => {
        await here.engine.lockCounts(transaction);
        work((await there.quota.measure(transaction)).doctors!);
      });
    let beyond = 0;
    for (let attempt = 0; attempt < SAMPLES && beyond === 0; attempt += 1) beyond = await shrink(500, holdOnly);
    expect(beyond).toBe(1);
  });
});
