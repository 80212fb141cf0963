/** @engine sqlite: how copies of a file are made while it is written to. */
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { Child } from '../../support/child-process.js';
import { testDatabases } from '../../support/sqlite-database.js';
import type { TestDatabase } from '../../support/sqlite-database.js';

const BACKUPS = Number(process.env.BACKUPS_UNDER_LOAD ?? 50);
/** A copy of a file that is written to is bad nearly always; so many have never all been good. */
const COPIES = 10;

describe('A database that is written to all the time', () => {
  const testDatabase = testDatabases();
  let writer: Child | undefined;

  afterEach(async () => {
    await writer?.kill();
  });

  async function setUp(): Promise<TestDatabase> {
    const database = await testDatabase();
    writer = new Child('writing-child.mjs', [database.folder]);
    await writer.next('acknowledged');
    return database;
  }

  /** What is wrong with copies, made while units of work are written: half ones, and missing ones told as done before. */
  async function faultsOf(copies: number, copy: (target: string) => Promise<unknown>): Promise<string[]> {
    const faults: string[] = [];
    for (let number = 1; number <= copies; number += 1) {
      const from = writer!.messages.length;
      await writer!.next('acknowledged', from);
      const told = writer!.told('acknowledged') as string[];
      const target = `${folder}-copy`;
      await copy(target);
      const found = faultsIn(target, told);
      if (found !== undefined) faults.push(`${number}: ${found}`);
      for (const suffix of ['', '-wal', '-shm']) rmSync(target + suffix, { force: true });
    }
    return faults;
  }

  let folder = '';

  it(`is backed up ${BACKUPS} times, and every backup is whole`, async () => {
    const database = await setUp();
    folder = join(database.folder, 'backup');
    const { copies } = database.engine;
    expect(await faultsOf(BACKUPS, (target) => copies.dump(database.name, undefined, target))).toEqual([]);
  });

  it('control: copies of the file are not', async () => {
    const database = await setUp();
    folder = join(database.folder, 'backup');
    const faults = await faultsOf(COPIES, async (target) => Promise.resolve(copyFileSync(database.path, target)));
    expect(faults.length).toBeGreaterThan(0);
  });
});

function faultsIn(path: string, acknowledged: readonly string[]): string | undefined {
  try {
    const copy = new Database(path, { fileMustExist: true });
    try {
      const integrity: unknown = copy.pragma('integrity_check', { simple: true });
      if (integrity !== 'ok') return String(integrity);
      const units = copy.prepare<[], [string, number]>('SELECT unit, count(*) FROM entry GROUP BY unit').raw().all();
      const half = units.filter(([, sides]) => sides !== 2).length;
      const there = new Set(units.map(([unit]) => unit));
      const missing = acknowledged.filter((unit) => !there.has(unit)).length;
      return half + missing === 0 ? undefined : `${half} half, ${missing} missing`;
    } finally {
      copy.close();
    }
  } catch (error) {
    return (error as Error).message;
  }
}
