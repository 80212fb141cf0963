/** @engine sqlite: how SQLite files are used. */
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { SqliteEngine } from '../../../src/database/index.js';
import type { DatabaseName } from '../../../src/database/index.js';
import { tempFolders } from '../../support/temp-folder.js';

const TENANTS = 60;
const DESCRIPTORS = '/proc/self/fd';

(existsSync(DESCRIPTORS) ? describe : describe.skip)(`${TENANTS} open databases`, () => {
  const folder = tempFolders();

  it('keep three file descriptors each and 64 in all besides, whatever they did, and none when closed', async () => {
    const engine = new SqliteEngine(folder());
    const before = count();
    const open = await openAll(engine);
    expect(count() - before).toBe(TENANTS * 3);

    for (let round = 0; round < 2; round += 1) for (const dataSource of open) await readBesideTransaction(dataSource);
    expect(count() - before).toBeLessThanOrEqual(TENANTS * 3 + 64);

    await Promise.all(open.map((dataSource) => readBesideTransaction(dataSource)));
    expect(count() - before).toBeLessThanOrEqual(TENANTS * 3 + 64);

    await Promise.all(open.map((dataSource) => dataSource.destroy()));
    expect(count()).toBe(before);
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

function count(): number {
  return readdirSync(DESCRIPTORS).length;
}
