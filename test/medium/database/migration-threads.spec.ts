/** @engine sqlite: threads migrate files; PostgreSQL's server has processes of its own. */
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Piscina } from 'piscina';
import { ForeignKeyCheckError, MigrationHistoryError } from '../../../src/database/index.js';
import { migrateFile } from '../../../src/database/sqlite/migrate-file.js';
import { MigrationThreads } from '../../../src/database/sqlite/threads/migration-threads.js';
import { testDatabases } from '../../support/sqlite-database.js';

const WORKER = resolve('dist/bundle/migration-worker.js');
const COMPANIES = 12;
const SLOW = `CREATE TABLE counted AS WITH RECURSIVE some(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM some WHERE n < 500000)
  SELECT count(*) AS n FROM some`;

describe('Threads that migrate', () => {
  const testDatabase = testDatabases();

  /** Has them ended with much still to do. @returns how many migrations came to their end. */
  async function doneWhenEnded(end: (threads: MigrationThreads) => Promise<void>): Promise<number> {
    const threads = new MigrationThreads(WORKER, 2);
    const step = (up: string) => ({ name: '20991201000000-counted', checksum: 'c'.repeat(64), up: [up], down: [] });
    const runs: Promise<unknown>[] = [];
    const steps = [step(SLOW)];
    for (let index = 0; index < COMPANIES; index += 1) {
      const { path, name } = await testDatabase();
      runs.push(threads.run(path, { database: name, snapshot: false, appliedAt: '2026-11-28T08:00:00.000Z', steps }));
    }
    const outcomes = Promise.allSettled(runs);
    await end(threads);
    return (await outcomes).filter(({ status }) => status === 'fulfilled').length;
  }

  it('are ended when all that they were given is done', async () => {
    expect(await doneWhenEnded((threads) => threads.end())).toBe(COMPANIES);
  });

  it('would be ended in the middle of it by their pool (control)', async () => {
    const ended = doneWhenEnded(async (threads) =>
      (await (threads as unknown as { pool: Promise<Piscina> }).pool).close(),
    );
    expect(await ended).toBeLessThan(COMPANIES);
  });

  it('answer with what was done, and with errors that are of the class that they were of', async () => {
    const threads = new MigrationThreads(WORKER, 1);
    const job = { snapshot: false, appliedAt: '2026-11-28T08:00:00.000Z' };
    const step = (name: string, ...up: string[]) => ({ name, checksum: 'c'.repeat(32), up, down: [] });
    try {
      const { path, name: database } = await testDatabase();
      const table = 'CREATE TABLE a (id integer PRIMARY KEY, b integer REFERENCES a (id))';
      const steps = [step('20991201000000-a', table, 'INSERT INTO a VALUES (1, 1)')];
      expect(await threads.run(path, { ...job, database, steps })).toEqual({
        ...{ applied: [steps[0]!.name], undone: [], schemaVersion: steps[0]!.name, rows: { a: 1, entry: 0 } },
        ...{ fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/), durationMs: expect.any(Number) },
      });

      const breaking = [...steps, step('20991201000001-b', 'INSERT INTO a VALUES (2, 3)')];
      const broken = await threads.run(path, { ...job, database, steps: breaking }).catch((error: unknown) => error);
      expect(broken).toBeInstanceOf(ForeignKeyCheckError);
    } finally {
      await threads.end();
    }
  });

  it('find a history of the same names that is not of the same migrations, right behind one that is', async () => {
    const threads = new MigrationThreads(WORKER, 1);
    const [one, other] = [await testDatabase(), await testDatabase()];
    const jobOf = (database: typeof one, checksum: string) => ({
      ...{ database: database.name, snapshot: false, appliedAt: '2026-11-28T08:00:00.000Z' },
      steps: [{ name: '20991201000000-a', checksum, up: ['CREATE TABLE a (id integer PRIMARY KEY)'], down: [] }],
    });
    migrateFile(other.path, jobOf(other, 'd'.repeat(32)));
    const { steps } = jobOf(one, 'c'.repeat(32));
    try {
      for (const applied of [[steps[0]!.name], []])
        expect(await threads.run(one.path, { ...jobOf(one, ''), steps })).toMatchObject({ applied });
      const found = await threads.run(other.path, { ...jobOf(other, ''), steps }).catch((error: unknown) => error);
      expect(found).toBeInstanceOf(MigrationHistoryError);
      expect(found).toMatchObject({ reason: 'edited', migration: steps[0]!.name });
    } finally {
      await threads.end();
    }
  });
});
