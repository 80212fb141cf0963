/** @engine postgres: on SQLite every transaction is alone from its beginning. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { ChainCheck, CompanyAudit } from '../../../src/audit/index.js';
import { AuditChain } from '../../../src/audit/chain.js';
import { CommitTurns } from '../../../src/audit/commit-turns.js';
import { TransactionLostError } from '../../../src/database/index.js';
import { Doctor, DoctorsService } from '../../../src/doctors/index.js';
import { PostgresQueryRunner } from '../../../src/database/postgres/postgres-query-runner.js';
import { TenantSchema, TenantWrites, WORKING_TABLES } from '../../../src/tenancy/index.js';
import { SubscribersInOrder } from '../../../src/tenancy/subscribers-in-order.js';
import { TENANT_MODELS } from '../../../src/tenant-models.js';
import { signal } from '../../support/signal.js';
import { SOMEBODY } from '../../support/somebody.js';
import { doctorInput, tenantDatabases, TEST_KEYS } from '../../support/tenant-database.js';
import type { TenantDatabase } from '../../support/tenant-database.js';

const newDatabase = tenantDatabases();
const LIMITS = { doctors: null, patients: null, storageBytes: null };

describe('Entries of many who commit at once', () => {
  let clinic: TenantDatabase;
  let writes: TenantWrites;
  const others: DataSource[] = [];
  beforeEach(async () => {
    clinic = await newDatabase(LIMITS, 'encrypt');
    writes = new TenantWrites(clinic.dataSource, clinic.clock);
    await clinic.newDoctor();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    for (const other of others.splice(0)) await other.destroy();
  });

  const check = async (): Promise<unknown> => {
    const read = (sql: string, parameters: unknown[] = []): Promise<never[]> =>
      clinic.dataSource.query(sql, parameters);
    const { faults, entries } = await new ChainCheck(read, TEST_KEYS, undefined).run();
    return { faults, entries };
  };
  /** Another process's services, as far as the server can tell. */
  const otherProcess = async (): Promise<DoctorsService> => {
    const { entities } = new TenantSchema(TENANT_MODELS);
    const there = await clinic.engine.dataSource('tenant_test', { entities }).initialize();
    others.push(there);
    CompanyAudit.install(there, {
      ...{ companyId: 1, keys: TEST_KEYS, values: 'encrypt', clock: clinic.clock, workingTables: WORKING_TABLES },
      onHead: () => undefined,
    });
    SubscribersInOrder.install(there);
    return new DoctorsService(there.getRepository(Doctor), new TenantWrites(there, clinic.clock), clinic.clock);
  };
  /** Has it at once: a turn that has to be waited for is a promise. */
  const nextHasTurn = async (): Promise<void> => {
    const take = jest.spyOn(CommitTurns.prototype, 'take');
    await clinic.newDoctor();
    expect(take.mock.results.map(({ value }) => typeof value)).toEqual(['function']);
  };
  const rush = (service: DoctorsService, count: number): Promise<unknown>[] =>
    Array.from({ length: count }, () => service.create(SOMEBODY, doctorInput()));

  it('are chained without looking where the chain ends, and go with the commits', async () => {
    const looked = jest.spyOn(AuditChain.prototype, 'head');
    const alone = jest.spyOn(PostgresQueryRunner.prototype, 'runUnheard');
    await Promise.all(rush(clinic.doctors, 30));
    // The first one may find that the end was told too long ago, on a slow machine.
    for (const spy of [looked, alone]) expect(spy.mock.calls.length).toBeLessThan(3);
    expect(await check()).toEqual({ faults: [], entries: 31 });
  });

  it('are all there, in one chain, when two processes add to it at once', async () => {
    const there = await otherProcess();
    await Promise.all([...rush(clinic.doctors, 30), ...rush(there, 30)]);
    expect(await check()).toEqual({ faults: [], entries: 61 });
    expect(await clinic.rows('doctors_doctor')).toHaveLength(61);
  });

  it('have nobody do his work twice where another process has added one a while ago', async () => {
    const there = await otherProcess();
    await there.create(SOMEBODY, doctorInput());
    await sleep(1_100);
    let runs = 0;
    await writes.run(SOMEBODY, async (transaction) => {
      runs += 1;
      await transaction.insert(Doctor, newRow());
    });
    expect(runs).toBe(1);
    expect(await check()).toEqual({ faults: [], entries: 3 });
  });

  it('have nobody do his work twice more than once, for as long as another process goes on adding', async () => {
    const there = await otherProcess();
    let [runs, passedMs] = [0, 0];
    const now = performance.now.bind(performance);
    jest.spyOn(performance, 'now').mockImplementation(() => now() + passedMs);
    const create = (): Promise<unknown> =>
      writes.run(SOMEBODY, async (transaction) => {
        runs += 1;
        await transaction.insert(Doctor, newRow());
      });
    for (let step = 0; step < 6; step += 1, passedMs += 6_000) {
      await create();
      await there.create(SOMEBODY, doctorInput());
      await create();
    }
    // None where the machine is so slow that the second of them is not expected to find the chain as it was.
    expect(runs).toBeLessThanOrEqual(13);
    jest.restoreAllMocks();
    await there.create(SOMEBODY, doctorInput());
    expect(await check()).toEqual({ faults: [], entries: 20 });
  });

  it('go with the commits from the second on in a process that has just opened the database', async () => {
    const there = await otherProcess();
    await there.create(SOMEBODY, doctorInput());
    const claimed = jest.spyOn(PostgresQueryRunner.prototype, 'runUnheard');
    await there.create(SOMEBODY, doctorInput());
    expect(claimed).not.toHaveBeenCalled();
  });

  it('leave the turn to the next when a commit fails', async () => {
    const failing = writes.run(SOMEBODY, async (transaction) => {
      await transaction.insert(Doctor, newRow());
      await transaction.query('SELECT 1 / 0').catch(() => undefined);
    });
    await expect(failing).rejects.toThrow();
    await nextHasTurn();
  });

  it('leave the turn to the next when the server answers a commit with a rollback', async () => {
    const runner = PostgresQueryRunner.prototype as unknown as {
      run(sql: string, parameters?: unknown[]): Promise<unknown>;
    };
    const { run } = runner;
    const spy = jest.spyOn(runner, 'run').mockImplementation(function (this: unknown, sql, parameters) {
      return run.call(this, sql === 'COMMIT' ? 'ROLLBACK' : sql, parameters);
    });
    await expect(clinic.newDoctor()).rejects.toThrow(TransactionLostError);
    spy.mockRestore();
    await nextHasTurn();
    expect(await check()).toEqual({ faults: [], entries: 2 });
  });

  it('come through where one waits for the turn of another who waits for a lock of one who waits for the first', async () => {
    const { id } = await clinic.newDoctor();
    const [rowLocked, countsHeld, turnTaken] = [signal(), signal(), signal()];
    // Has the row, and will want the turn.
    const first = writes.run(SOMEBODY, async (transaction) => {
      await transaction.update(Doctor, id, { specialty: 'Surgery' });
      rowLocked.give();
      await turnTaken.come;
    });
    // Has the counts, as after the end of a nested transaction, and wants the row.
    const second = writes.run(SOMEBODY, async (transaction) => {
      await rowLocked.come;
      await clinic.engine.lockCounts(transaction);
      countsHeld.give();
      await transaction.update(Doctor, id, { specialty: 'Oncology' });
    });
    await countsHeld.come;
    // Has the turn, and wants the counts.
    const take = jest.spyOn(CommitTurns.prototype, 'take');
    const third = writes.run(SOMEBODY, (transaction) => transaction.insert(Doctor, [newRow(), newRow()]));
    while (take.mock.calls.length === 0) await sleep(5);
    turnTaken.give();
    const late = sleep(3_000).then(() => 'late');
    expect(await Promise.race([Promise.all([first, second, third]).then(() => 'done'), late])).toBe('done');
    expect(await check()).toEqual({ faults: [], entries: 5 });
  });
});

const newRow = () => ({ ...doctorInput(), createdAt: new Date(), updatedAt: new Date() });
