/** @engine sqlite: threads migrate files; PostgreSQL's server has processes of its own. */
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Piscina } from 'piscina';
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
});
