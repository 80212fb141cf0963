/** @engine sqlite: it is about files. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { DatabaseUnreadableError, SqliteEngine } from '../../../src/database/index.js';
import { replaceFile } from '../../../src/database/sqlite/backups/replace-file.js';
import { encryptFile, openHandle } from '../../../src/database/sqlite/cipher/open-handle.js';
import { tempFolders } from '../../support/temp-folder.js';

const CHILD = new URL('../../support/appending-child.mjs', import.meta.url).pathname;
const NAME = 'tenant_test';
const STAMP = 7;
const ROUNDS = 6;
const WAIT_MS = 20_000;

interface Round {
  readonly path: string;
  readonly key: Uint8Array;
  readonly engine: SqliteEngine;
}

describe('a database that gets a key while a program writes that knows of no lock', () => {
  const folder = tempFolders();

  async function emptyDatabase(): Promise<Round> {
    const dataDir = folder();
    const engine = new SqliteEngine(dataDir);
    await engine.create(NAME);
    await engine.withSchema(NAME, async (session) => {
      await session.query('CREATE TABLE entry (number integer PRIMARY KEY)');
      await session.query('CREATE TABLE schema_migration (name varchar(100) PRIMARY KEY)');
    });
    const path = join(dataDir, 'tenant_databases', `${NAME}.sqlite3`);
    const stamped = openHandle(path, undefined, { fileMustExist: true });
    stamped.pragma(`user_version = ${STAMP}`);
    stamped.close();
    return { path, key: randomBytes(32), engine };
  }

  /** @returns rows that the program was told were saved, and are not there. */
  async function lostBy(change: (round: Round) => Promise<void>): Promise<number> {
    const round = await emptyDatabase();
    const child = spawn(process.execPath, [CHILD, round.path], { stdio: ['ignore', 'pipe', 'inherit'] });
    let told = '';
    child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()));
    const ended = once(child, 'close');
    while (told.split('\n').length < 20) await sleep(5);
    await change(round);
    await ended;
    const database = openHandle(round.path, round.key, { readonly: true, fileMustExist: true });
    const there = new Set(database.prepare<[], number>('SELECT number FROM entry').pluck().all());
    database.close();
    const saved = told.split('\n').filter(Boolean).map(Number);
    return saved.filter((number) => !there.has(number)).length;
  }

  const rounds = async (change: (round: Round) => Promise<void>): Promise<number> => {
    let lost = 0;
    for (let round = 0; round < ROUNDS; round += 1) lost += await lostBy(change);
    return lost;
  };

  it('loses no row that was said to be saved', async () => {
    const change = ({ engine, key: to }: Round) =>
      engine.encryption.change({ name: NAME, stamp: STAMP, from: undefined, to }, WAIT_MS);
    expect(await rounds(change)).toBe(0);
  });

  it('control: a copy that is made before the file is held does', async () => {
    const change = async ({ path, key }: Round): Promise<void> => {
      const copy = `${path}.copy`;
      const database = openHandle(path, undefined, { fileMustExist: true });
      database.prepare('VACUUM INTO ?').run(copy);
      database.close();
      encryptFile(copy, key);
      await sleep(5);
      await replaceFile(copy, { name: NAME, path }, WAIT_MS);
    };
    expect(await rounds(change)).toBeGreaterThan(0);
  });

  it('is left as it is when it is another company’s, or cannot be read', async () => {
    const { engine, key: to, path } = await emptyDatabase();
    const change = (stamp: number, from: Uint8Array | undefined) =>
      engine.encryption.change({ name: NAME, stamp, from, to }, WAIT_MS);
    await expect(change(STAMP + 1, undefined)).rejects.toThrow('stamp of its owner');
    await expect(change(STAMP, randomBytes(32))).rejects.toThrow(DatabaseUnreadableError);
    const database = openHandle(path, undefined, { readonly: true, fileMustExist: true });
    expect(database.pragma('user_version', { simple: true })).toBe(STAMP);
    database.close();
  });
});
