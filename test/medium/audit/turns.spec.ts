/** @engine postgres: on SQLite every transaction is alone from its beginning. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ChainCheck, CompanyAudit } from '../../../src/audit/index.js';
import { AuditChain } from '../../../src/audit/chain.js';
import { Doctor, DoctorsService } from '../../../src/doctors/index.js';
import { PostgresQueryRunner } from '../../../src/database/postgres/postgres-query-runner.js';
import { TenantSchema, TenantWrites, WORKING_TABLES } from '../../../src/tenancy/index.js';
import { SubscribersInOrder } from '../../../src/tenancy/subscribers-in-order.js';
import { TENANT_MODELS } from '../../../src/tenant-models.js';
import { SOMEBODY } from '../../support/somebody.js';
import { doctorInput, tenantDatabases, TEST_KEYS } from '../../support/tenant-database.js';
import type { TenantDatabase } from '../../support/tenant-database.js';

const newDatabase = tenantDatabases();
const LIMITS = { doctors: null, patients: null, storageBytes: null };

describe('Entries of many who commit at once', () => {
  let clinic: TenantDatabase;
  let writes: TenantWrites;
  beforeEach(async () => {
    clinic = await newDatabase(LIMITS, 'encrypt');
    writes = new TenantWrites(clinic.dataSource, clinic.clock);
    await clinic.newDoctor();
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const check = async (): Promise<unknown> => {
    const read = (sql: string, parameters: unknown[] = []): Promise<never[]> =>
      clinic.dataSource.query(sql, parameters);
    const { faults, entries } = await new ChainCheck(read, TEST_KEYS, undefined).run();
    return { faults, entries };
  };
  const rush = (service: DoctorsService, count: number): Promise<unknown>[] =>
    Array.from({ length: count }, () => service.create(SOMEBODY, doctorInput()));

  it('are chained without looking where the chain ends, and go with the commits', async () => {
    const looked = jest.spyOn(AuditChain.prototype, 'head');
    const alone = jest.spyOn(PostgresQueryRunner.prototype, 'runUnheard');
    await Promise.all(rush(clinic.doctors, 30));
    expect([looked, alone].map((spy) => spy.mock.calls.length)).toEqual([0, 0]);
    expect(await check()).toEqual({ faults: [], entries: 31 });
  });

  it('are all there, in one chain, when two processes add to it', async () => {
    // Another process, as far as the server can tell.
    const { entities } = new TenantSchema(TENANT_MODELS);
    const there = await clinic.engine.dataSource('tenant_test', { entities }).initialize();
    CompanyAudit.install(there, {
      ...{ companyId: 1, keys: TEST_KEYS, values: 'encrypt', clock: clinic.clock, workingTables: WORKING_TABLES },
      onHead: () => undefined,
    });
    SubscribersInOrder.install(there);
    const doctors = new DoctorsService(
      there.getRepository(Doctor),
      new TenantWrites(there, clinic.clock),
      clinic.clock,
    );
    const runs = jest.spyOn(doctors, 'create');
    await Promise.all([...rush(clinic.doctors, 30), ...rush(doctors, 30)]);
    expect(runs).toHaveBeenCalledTimes(30);
    expect(await check()).toEqual({ faults: [], entries: 61 });
    expect(await clinic.rows('doctors_doctor')).toHaveLength(61);
    await there.destroy();
  });

  it('leave the turn to the next when a commit fails', async () => {
    const failing = writes.run(SOMEBODY, async (transaction) => {
      await transaction.insert(Doctor, { ...doctorInput(), createdAt: new Date(), updatedAt: new Date() });
      await transaction.query('SELECT 1 / 0').catch(() => undefined);
    });
    await expect(failing).rejects.toThrow();
    const alone = jest.spyOn(PostgresQueryRunner.prototype, 'runUnheard');
    await clinic.newDoctor();
    expect(alone).not.toHaveBeenCalled();
    expect(await check()).toEqual({ faults: [], entries: 2 });
  });

  it('come through where one waits for its turn, and whoever has it for a lock of one that waits for the first', async () => {
    const { id } = await clinic.newDoctor();
    let isLocked: () => void = () => undefined;
    const locked = new Promise<void>((resolve) => (isLocked = resolve));
    let isHeld: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (isHeld = resolve));
    // Has the row, and will want the turn.
    const first = writes.run(SOMEBODY, async (transaction) => {
      await transaction.update(Doctor, id, { specialty: 'Surgery' });
      isLocked();
      await held;
    });
    // Has the counts, as at the end of a nested transaction, and wants the row.
    const second = writes.run(SOMEBODY, async (transaction) => {
      await locked;
      await clinic.engine.lockCounts(transaction);
      isHeld();
      await transaction.update(Doctor, id, { specialty: 'Oncology' });
    });
    await held;
    // Take the turn one after the other, and want the counts.
    await Promise.all([first, second, ...rush(clinic.doctors, 5)]);
    expect(await check()).toEqual({ faults: [], entries: 9 });
  });
});
