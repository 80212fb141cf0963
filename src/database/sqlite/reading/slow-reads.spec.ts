import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ReadingTask, ReadRows } from './reading-task.js';
import type { ReadingThreads } from './reading-threads.js';
import { SlowReads } from './slow-reads.js';

const LIST = 'SELECT * FROM patients_patient LIMIT ?';
const SEARCH = 'SELECT * FROM patients_patient WHERE LOWER(last_name) LIKE LOWER(?)';

describe('SlowReads', () => {
  let folder: string;
  let asked: string[];
  let answer: ReadRows;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'medadmin-'));
    asked = [];
    answer = { rows: ['from a thread'], tookMs: 20 };
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function readsOf(bytes: number, isThere = true): SlowReads {
    const path = join(folder, 'clinic.sqlite3');
    writeFileSync(path, Buffer.alloc(bytes));
    const threads = {
      isThere,
      read: (_owner: object, { sql }: ReadingTask) => {
        asked.push(sql);
        return Promise.resolve(answer);
      },
    };
    return new SlowReads({ name: 'tenant_clinic', path }, threads as unknown as ReadingThreads);
  }
  const takeLong = (reads: SlowReads, sql: string): void => {
    reads.timed(sql, () => {
      const end = performance.now() + 12;
      while (performance.now() < end);
      return { rows: [] };
    });
  };

  it('leaves statements here that nobody knows to be slow', () => {
    const reads = readsOf(10_000);
    expect(reads.elsewhere(LIST, [])).toBeUndefined();
    expect(reads.elsewhere(SEARCH, [])).toBeUndefined();
  });

  it('has a large database searched in a thread from the first search on', async () => {
    const reads = readsOf(600_000);
    expect(await reads.elsewhere(SEARCH, ['x'])).toEqual({ rows: ['from a thread'] });
    expect(reads.elsewhere(LIST, [])).toBeUndefined();
    expect(asked).toEqual([SEARCH]);
  });

  it('runs what took long in a thread the next time: one search speaks for all', () => {
    const reads = readsOf(10_000);
    takeLong(reads, SEARCH);
    expect(reads.elsewhere(`${SEARCH} AND id > 3`, [])).toBeInstanceOf(Promise);
    for (let time = 0; time < 3; time += 1) takeLong(reads, LIST);
    expect(reads.elsewhere(LIST, [])).toBeInstanceOf(Promise);
    expect(reads.elsewhere('SELECT 1', [])).toBeUndefined();
  });

  it('bears a statement that is slow now and then, as on a busy machine', () => {
    const reads = readsOf(10_000);
    for (let round = 0; round < 3; round += 1) {
      takeLong(reads, LIST);
      takeLong(reads, LIST);
      reads.timed(LIST, () => ({ rows: [] }));
    }
    expect(reads.elsewhere(LIST, [])).toBeUndefined();
  });

  it('takes a statement back that turns out to be fast', async () => {
    const reads = readsOf(10_000);
    for (let time = 0; time < 3; time += 1) takeLong(reads, LIST);
    answer = { rows: [], tookMs: 0.2 };
    await reads.elsewhere(LIST, []);
    expect(reads.elsewhere(LIST, [])).toBeUndefined();
  });

  it('never hands a writing statement over', () => {
    const reads = readsOf(600_000);
    for (const sql of [
      "UPDATE patients_patient SET notes = '' WHERE last_name LIKE ?",
      'DELETE FROM patients_patient WHERE last_name LIKE ?',
      'WITH found AS (SELECT 1) DELETE FROM patients_patient WHERE last_name LIKE ?',
    ]) {
      expect(reads.elsewhere(sql, [])).toBeUndefined();
    }
  });

  it('leaves everything here where there are no threads', () => {
    expect(readsOf(600_000, false).elsewhere(SEARCH, [])).toBeUndefined();
  });
});
