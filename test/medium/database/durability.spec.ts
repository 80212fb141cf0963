/** @engine sqlite: how SQLite files are used. */
import { copyFileSync, existsSync, fstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import type { DataSource } from 'typeorm';
import { SqliteEngine } from '../../../src/database/index.js';
import { CommitFailedError } from '../../../src/database/database.errors.js';
import type { FlushFile } from '../../../src/database/sqlite/log-flush.js';
import { Entry, PATIENT, testDatabases } from '../../support/sqlite-database.js';
import type { TestDatabase } from '../../support/sqlite-database.js';
import { tempFolders } from '../../support/temp-folder.js';

/** With the salts that tell one log from the next in the same file (sqlite.org/fileformat.html). */
const LOG_HEADER_BYTES = 32;

/**
 * What a disk holds of a database: the state at the beginning of the last flush that has ended. Everything written later
 * is in the machine's memory only, and gone when its power is.
 */
class Disk {
  private version = 0;
  private durable = 0;
  private durableLogBytes = 0;
  private gap: { readonly log: Buffer; readonly from: number; readonly to: number } | undefined;

  constructor(
    private readonly path: string,
    private readonly folder: string,
  ) {
    this.durable = this.take();
  }

  readonly flush: FlushFile = async () => {
    const version = this.take();
    await sleep(Math.random() * 5);
    this.durable = Math.max(this.durable, version);
  };

  /** Cuts the power. @returns the names of the units that are there when it comes back. */
  unitsAfterPowerCut(): string[] {
    const path = join(this.folder, `${this.durable}.sqlite3`);
    const database = new Database(path);
    try {
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
      return database.prepare('SELECT unit FROM entry').pluck().all() as string[];
    } finally {
      database.close();
    }
  }

  /** The flush fails: what was written since the last one never gets to the disk, whatever is flushed later. */
  fail(): Promise<never> {
    const log = readFileSync(`${this.path}-wal`);
    this.gap = { log: log.subarray(0, LOG_HEADER_BYTES), from: this.durableLogBytes, to: log.length };
    return Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' }));
  }

  private take(): number {
    this.version += 1;
    const copy = join(this.folder, `${this.version}.sqlite3`);
    copyFileSync(this.path, copy);
    if (!existsSync(`${this.path}-wal`)) return this.version;
    const log = readFileSync(`${this.path}-wal`);
    const isSameLog = this.gap?.log.equals(log.subarray(0, LOG_HEADER_BYTES)) ?? false;
    if (this.gap && isSameLog) log.fill(0, this.gap.from, this.gap.to);
    else this.durableLogBytes = log.length;
    writeFileSync(`${copy}-wal`, log);
    return this.version;
  }
}

describe('An acknowledged write', () => {
  const testDatabase = testDatabases();
  const folder = tempFolders();
  const opened: DataSource[] = [];
  afterEach(async () => {
    for (const dataSource of opened.splice(0)) await dataSource.destroy();
  });

  async function openWith(database: TestDatabase, flush: FlushFile): Promise<DataSource> {
    const engine = new SqliteEngine(database.folder, PATIENT, flush);
    const dataSource = await engine.dataSource(database.name, { entities: [Entry] }).initialize();
    opened.push(dataSource);
    return dataSource;
  }

  const insertOne = (dataSource: DataSource, unit: string) =>
    dataSource.getRepository(Entry).insert({ unit, side: 'left' });
  const insertInTransaction = (dataSource: DataSource, unit: string) =>
    dataSource.transaction((transaction) => transaction.insert(Entry, { unit, side: 'left' }));
  const ways = { 'by a transaction': insertInTransaction, 'by a single statement': insertOne };

  /** 200 writes at once; the power goes when half of them are acknowledged. */
  async function acknowledgedAndLost(way: keyof typeof ways, flushOf: (disk: Disk) => FlushFile) {
    const database = await testDatabase();
    const disk = new Disk(database.path, folder());
    const dataSource = await openWith(database, flushOf(disk));
    const acknowledged: string[] = [];
    const lost = new Set<string>();
    const units = Array.from({ length: 200 }, (_, number) => `unit ${number}`);
    await Promise.all(
      units.map(async (unit, number) => {
        await sleep(Math.random() * 100);
        await ways[way](dataSource, unit);
        acknowledged.push(unit);
        if (number % 20 !== 0) return;
        const there = new Set(disk.unitsAfterPowerCut());
        for (const each of acknowledged) if (!there.has(each)) lost.add(each);
      }),
    );
    return { acknowledged: acknowledged.length, lost: lost.size };
  }

  it.each(Object.keys(ways) as (keyof typeof ways)[])('%s outlives a power cut', async (way) => {
    expect(await acknowledgedAndLost(way, (disk) => disk.flush)).toEqual({ acknowledged: 200, lost: 0 });
  });

  it('would not, were it told of before its flush has ended', async () => {
    const { lost } = await acknowledgedAndLost('by a transaction', (disk) => (descriptor) => {
      void disk.flush(descriptor);
      return Promise.resolve();
    });
    expect(lost).toBeGreaterThan(0);
  });

  it('is flushed to the log of its own database', async () => {
    const database = await testDatabase();
    const flushed: bigint[] = [];
    const dataSource = await openWith(database, (descriptor) => {
      flushed.push(fstatSync(descriptor, { bigint: true }).size);
      return Promise.resolve();
    });
    await insertOne(dataSource, 'one');
    expect(flushed).toHaveLength(1);
    expect(Number(flushed[0])).toBeGreaterThan(4096);
  });

  it('shares its flush with those that came while another one ran', async () => {
    const database = await testDatabase();
    let flushes = 0;
    const dataSource = await openWith(database, async () => {
      flushes += 1;
      await sleep(20);
    });
    await Promise.all(Array.from({ length: 100 }, (_, number) => insertInTransaction(dataSource, `unit ${number}`)));
    expect(flushes).toBeLessThan(50);
    expect(database.unitsWith(1)).toHaveLength(100);
  });

  describe('when the disk cannot be flushed', () => {
    const failing = () => Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' }));

    it.each(Object.keys(ways) as (keyof typeof ways)[])('%s is not acknowledged, nor any that waited', async (way) => {
      const database = await testDatabase();
      let isBroken = true;
      const dataSource = await openWith(database, async () => {
        await sleep(10);
        if (isBroken) await failing();
      });
      const units = Array.from({ length: 20 }, (_, number) => `unit ${number}`);
      const outcomes = await Promise.allSettled(units.map((unit) => ways[way](dataSource, unit)));
      const refusals = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refusals.length).toBeGreaterThan(0);
      for (const { reason } of refusals) expect(reason).toBeInstanceOf(CommitFailedError);

      isBroken = false;
      await ways[way](dataSource, 'later');
      expect(database.unitsWith(1)).toContain('later');
    });

    it('what is acknowledged later outlives a power cut: the log with the gap is emptied first', async () => {
      const { database, disk, dataSource, mend } = await withGapInLog();
      mend();
      await insertInTransaction(dataSource, 'later');
      expect(disk.unitsAfterPowerCut()).toEqual(expect.arrayContaining(['before', 'later']));
      expect(database.unitsWith(1)).toEqual(['before', 'later', 'unlucky']);
    });

    it('what is appended behind the gap would not', async () => {
      const { database, disk, mend } = await withGapInLog();
      mend();
      const careless = new Database(database.path);
      careless.prepare("INSERT INTO entry (unit, side) VALUES ('later', 'left')").run();
      await disk.flush(0);
      careless.close();
      expect(disk.unitsAfterPowerCut()).toEqual(['before']);
    });

    async function withGapInLog() {
      const database = await testDatabase();
      const disk = new Disk(database.path, folder());
      let isBroken = false;
      const dataSource = await openWith(database, (descriptor) => (isBroken ? disk.fail() : disk.flush(descriptor)));
      await insertInTransaction(dataSource, 'before');
      isBroken = true;
      await expect(insertInTransaction(dataSource, 'unlucky')).rejects.toThrow(CommitFailedError);
      const mend = (): void => {
        isBroken = false;
      };
      return { database, disk, dataSource, mend };
    }

    it('a transaction that was open is refused, and what it wrote undone', async () => {
      const database = await testDatabase();
      let isBroken = true;
      const dataSource = await openWith(database, () => (isBroken ? failing() : Promise.resolve()));
      const first = insertInTransaction(dataSource, 'first').catch((error: unknown) => error);
      const open = dataSource.transaction(async (transaction) => {
        await transaction.insert(Entry, { unit: 'open', side: 'left' });
        await first;
      });
      await expect(open).rejects.toThrow(CommitFailedError);
      isBroken = false;
      expect(await first).toBeInstanceOf(CommitFailedError);
      await insertInTransaction(dataSource, 'later');
      expect(database.unitsWith(1)).not.toContain('open');
    });
  });
});
