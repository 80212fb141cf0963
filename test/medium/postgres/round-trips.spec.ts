/** @engine postgres: elsewhere there is no server to go to. */
import { describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { PreparedStatements } from '../../../src/database/postgres/prepared-statements.js';
import { changingLimits } from '../../support/changing-limits.js';
import { SOMEBODY } from '../../support/somebody.js';
import { doctorInput, tenantDatabases, withKey } from '../../support/tenant-database.js';
import type { TenantDatabase } from '../../support/tenant-database.js';

const SAMPLES = 10;

const limits = changingLimits();
const makeDatabase = tenantDatabases();

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
  it('are two for a create: the row with the beginning, and the commit', async () => {
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
