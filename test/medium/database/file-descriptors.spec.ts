/** @engine sqlite: how SQLite files are used. */
import { existsSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { SqliteEngine } from '../../../src/database/index.js';
import type { DatabaseName } from '../../../src/database/index.js';
import { SideHandles } from '../../../src/database/sqlite/side-handles.js';
import type { SideHandleUser } from '../../../src/database/sqlite/side-handles.js';
import { SqliteHandle } from '../../../src/database/sqlite/sqlite-handle.js';
import { tempFolders } from '../../support/temp-folder.js';

const TENANTS = 60;
const DESCRIPTORS = '/proc/self/fd';

(existsSync(DESCRIPTORS) ? describe : describe.skip)(`${TENANTS} open databases`, () => {
  const folder = tempFolders();
  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** Descriptors of open databases, of busy ones, one by one and at once, and of closed ones. */
  async function used(): Promise<{ open: number; busy: number[]; closed: number }> {
    const files = realpathSync(folder());
    const databases = await openAll(new SqliteEngine(files));
    const open = count(files);
    for (let round = 0; round < 2; round += 1)
      for (const dataSource of databases) await readBesideTransaction(dataSource);
    const busy = [count(files)];
    await Promise.all(databases.map((dataSource) => readBesideTransaction(dataSource)));
    busy.push(count(files));
    await Promise.all(databases.map((dataSource) => dataSource.destroy()));
    return { open, busy, closed: count(files) };
  }

  it('keep three file descriptors each and 64 in all besides, whatever they did, and none when closed', async () => {
    const { open, busy, closed } = await used();
    expect([open, closed]).toEqual([TENANTS * 3, 0]);
    expect(Math.max(...busy)).toBeLessThanOrEqual(TENANTS * 3 + 64);
  });

  it('would keep five each if each kept the handle that it reads with beside a transaction (control)', async () => {
    const kept = new Map<SideHandleUser, SqliteHandle>();
    jest.spyOn(SideHandles.prototype, 'of').mockImplementation((store, location) => {
      const handle = kept.get(store) ?? SqliteHandle.open(location);
      kept.set(store, handle);
      return handle;
    });
    const { busy } = await used();
    expect(Math.max(...busy)).toBeGreaterThan(TENANTS * 3 + 64);
    for (const handle of kept.values()) handle.close();
  });
});

async function openAll(engine: SqliteEngine): Promise<DataSource[]> {
  await engine.create('template_t');
  await engine.withSchema('template_t', (session) => session.query('CREATE TABLE entry (unit)'));
  const names = Array.from({ length: TENANTS }, (_, number): DatabaseName => `tenant_${number}`);
  const opened: DataSource[] = [];
  for (const name of names) {
    await engine.copy('template_t', name, 1);
    const dataSource = await engine.dataSource(name, { entities: [], stamp: 1 }).initialize();
    await dataSource.query("INSERT INTO entry VALUES ('resting')");
    opened.push(dataSource);
  }
  return opened;
}

async function readBesideTransaction(dataSource: DataSource): Promise<void> {
  const [before] = await dataSource.query<{ rows: number }[]>(COUNT);
  await dataSource.transaction(async (manager) => {
    await manager.query("INSERT INTO entry VALUES ('working')");
    expect(await dataSource.query(COUNT)).toEqual([before]);
  });
  expect(await dataSource.query(COUNT)).toEqual([{ rows: Number(before?.rows) + 1 }]);
}

const COUNT = 'SELECT count(*) AS rows FROM entry';

/** This process's descriptors of what is below `folder`; others come and go, as those of pipes and of modules being loaded. */
function count(folder: string): number {
  return readdirSync(DESCRIPTORS).filter((descriptor) => isBelow(folder, descriptor)).length;
}

function isBelow(folder: string, descriptor: string): boolean {
  try {
    return readlinkSync(join(DESCRIPTORS, descriptor)).startsWith(folder);
  } catch {
    return false; // closed since it was listed, as the listing's own always is
  }
}
