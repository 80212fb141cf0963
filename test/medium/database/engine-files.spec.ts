/** @engine sqlite: how SQLite files are used. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { DatabaseMissingError, DatabaseNameError, SqliteEngine } from '../../../src/database/index.js';
import type { DatabaseName } from '../../../src/database/index.js';
import { HOSTILE_NAMES } from '../../support/hostile-names.js';
import { tempFolders } from '../../support/temp-folder.js';

const COMPANIONS = ['-wal', '-shm', '-journal'];

describe('The files of databases', () => {
  const folder = tempFolders();
  let outside: string;
  let dataDir: string;
  let engine: SqliteEngine;

  beforeEach(async () => {
    outside = folder();
    dataDir = join(outside, 'data');
    engine = new SqliteEngine(dataDir);
    await engine.create('template_t');
    await engine.withSchema('template_t', async (session) => {
      await session.query('CREATE TABLE patient (name text)');
    });
  });

  const tenantPath = (name: string): string => join(dataDir, 'tenant_databases', `${name}.sqlite3`);
  const files = (root = dataDir): string[] => readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
  const provision = async (name: DatabaseName, stamp: number): Promise<void> => {
    await engine.copy('template_t', `provisioning_${stamp}`, stamp);
    await engine.rename(`provisioning_${stamp}`, name);
  };
  const patients = async (name: DatabaseName, stamp: number): Promise<unknown> => {
    const dataSource = await engine.dataSource(name, { entities: [], stamp }).initialize();
    const rows: unknown = await dataSource.query('SELECT * FROM patient');
    await dataSource.destroy();
    return rows;
  };
  /** The files of a company whose process was killed, its rows still in the -wal. */
  const leaveOpen = (name: string): void => {
    const database = new Database(tenantPath(name));
    database.exec("INSERT INTO patient VALUES ('somebody')");
    const copies = ['', ...COMPANIONS].filter((suffix) => existsSync(tenantPath(name) + suffix));
    for (const suffix of copies) copyFileSync(tenantPath(name) + suffix, `${tenantPath(name)}${suffix}.kept`);
    database.close();
    for (const suffix of copies) renameSync(`${tenantPath(name)}${suffix}.kept`, tenantPath(name) + suffix);
  };

  it(`are none with one of ${HOSTILE_NAMES.length} hostile names: it is refused and nothing is touched`, async () => {
    writeFileSync(join(outside, 'bystander'), 'left alone');
    await provision('tenant_a', 1);
    const before = files(outside);
    const accepted: unknown[] = [];
    for (const hostile of HOSTILE_NAMES) {
      for (const [method, attempt] of Object.entries(attempts(hostile as DatabaseName))) {
        const outcome: unknown = await attempt().catch((error: unknown) => error);
        if (!(outcome instanceof DatabaseNameError)) accepted.push([hostile, method, outcome]);
      }
    }

    expect(accepted).toEqual([]);
    expect(files(outside)).toEqual(before);
  });

  const attempts = (name: DatabaseName): Record<string, () => Promise<unknown>> => ({
    open: async () => engine.dataSource(name, { entities: [] }).initialize(),
    exists: () => engine.exists(name),
    create: () => engine.create(name),
    'copy to': () => engine.copy('template_t', name, 1),
    'copy from': () => engine.copy(name, 'tenant_b', 1),
    'rename to': () => engine.rename('tenant_a', name),
    'rename from': () => engine.rename(name, 'tenant_b'),
    drop: () => engine.drop(name),
    size: () => engine.sizeBytes(name),
    schema: () => engine.withSchema(name, () => Promise.resolve()),
  });

  it('are made whole, by however many at once, and an existing one is left as it is', async () => {
    await Promise.all(Array.from({ length: 10 }, () => new SqliteEngine(dataDir).create('master')));
    await engine.withSchema('master', (session) => session.query('CREATE TABLE company (id)'));
    await engine.create('master');

    expect(await engine.withSchema('master', (session) => session.query('SELECT * FROM company'))).toEqual([]);
    expect(readdirSync(dataDir).filter((file) => file.startsWith('db.sqlite3'))).toEqual(['db.sqlite3']);

    writeFileSync(tenantPath('tenant_text'), 'somebody else’s');
    await engine.create('tenant_text');
    expect(readFileSync(tenantPath('tenant_text'), 'utf8')).toBe('somebody else’s');
  });

  it('are copies of the template but for the stamp', async () => {
    await provision('tenant_a', 0x01020304);
    const [template, copy] = [join(dataDir, 'tenant_databases', '.work', 'template_t.sqlite3'), tenantPath('tenant_a')];

    const expected = readFileSync(template);
    expected.set([1, 2, 3, 4], 60);
    expect(readFileSync(copy).equals(expected)).toBe(true);
    expect(await patients('tenant_a', 0x01020304)).toEqual([]);
  });

  it('are never copied or renamed over another, and not from one that is missing', async () => {
    await provision('tenant_a', 1);
    await engine.copy('template_t', 'provisioning_2', 2);
    const dataSource = await engine.dataSource('tenant_a', { entities: [], stamp: 1 }).initialize();
    await dataSource.query("INSERT INTO patient VALUES ('somebody')");
    const before = COMPANIONS.slice(0, 2).map((suffix) => readFileSync(tenantPath('tenant_a') + suffix));

    await expect(engine.copy('template_t', 'tenant_a', 3)).rejects.toThrow('EEXIST');
    await expect(engine.rename('provisioning_2', 'tenant_a')).rejects.toThrow('exists');
    await expect(new SqliteEngine(dataDir).copy('template_none', 'tenant_b', 3)).rejects.toThrow(DatabaseMissingError);
    expect(COMPANIONS.slice(0, 2).map((suffix) => readFileSync(tenantPath('tenant_a') + suffix))).toEqual(before);
    await dataSource.destroy();
    expect(await patients('tenant_a', 1)).toEqual([{ name: 'somebody' }]);
    expect(await engine.exists('provisioning_2')).toBe(true);
    expect(await engine.exists('tenant_b')).toBe(false);
  });

  it('are not renamed while they are open', async () => {
    await provision('tenant_a', 1);
    const dataSource = await engine.dataSource('tenant_a', { entities: [], stamp: 1 }).initialize();
    await dataSource.query("INSERT INTO patient VALUES ('somebody')");

    await expect(engine.rename('tenant_a', 'tenant_b')).rejects.toThrow('open');
    await dataSource.destroy();
    await engine.rename('tenant_a', 'tenant_b');
    expect(await patients('tenant_b', 1)).toEqual([{ name: 'somebody' }]);
  });

  it('are unfinished, and no tenant, when the process ends between the copy and the rename', async () => {
    await engine.copy('template_t', 'provisioning_1', 1);

    expect(await engine.exists('tenant_a')).toBe(false);
    expect(await engine.list('tenant')).toEqual([]);
    expect(await engine.list('provisioning')).toEqual(['provisioning_1']);
    await engine.drop('provisioning_1');
    await provision('tenant_a', 1);
    expect(await engine.list('tenant')).toEqual(['tenant_a']);
    expect(await engine.list('provisioning')).toEqual([]);
  });

  it('go with all that belongs to them, and nothing of others', async () => {
    await provision('tenant_a', 1);
    await provision('tenant_ab', 2);
    for (const suffix of COMPANIONS) writeFileSync(tenantPath('tenant_a') + suffix, 'x'.repeat(10));
    const alone = await engine.sizeBytes('tenant_ab');
    expect(await engine.sizeBytes('tenant_a')).toBe(alone + 30);

    await engine.drop('tenant_a');
    await engine.drop('tenant_a');

    expect(files().filter((file) => file.includes('tenant_a'))).toEqual([
      join('tenant_databases', 'tenant_ab.sqlite3'),
    ]);
    expect(await engine.sizeBytes('tenant_a')).toBe(0);
  });

  it('never get the rows of a predecessor whose removal was cut short', async () => {
    await provision('tenant_a', 1);
    leaveOpen('tenant_a');
    rmSync(tenantPath('tenant_a'));
    await provision('tenant_a', 2);

    expect(await patients('tenant_a', 2)).toEqual([]);
  });

  it('would get them by a plain rename: the same test finds it', async () => {
    await provision('tenant_a', 1);
    leaveOpen('tenant_a');
    rmSync(tenantPath('tenant_a'));
    await provision('tenant_b', 1);
    renameSync(tenantPath('tenant_b'), tenantPath('tenant_a'));

    expect(await patients('tenant_a', 1)).toEqual([{ name: 'somebody' }]);
  });

  it('are listed by kind; anything else in the folder is none', async () => {
    expect(await new SqliteEngine(folder()).list('tenant')).toEqual([]);
    await provision('tenant_b', 1);
    await provision('tenant_a', 2);
    const odd = [
      'tenant_a.sqlite3-wal',
      'tenant_.sqlite3',
      'tenant_A.sqlite3',
      'tenant_x.sqlite3.new-1-2',
      'README.md',
    ];
    for (const file of odd) writeFileSync(join(dataDir, 'tenant_databases', file), '');

    expect(await engine.list('tenant')).toEqual(['tenant_a', 'tenant_b']);
    expect(await engine.list('template')).toEqual(['template_t']);
  });

  it('are not taken for none when their folder cannot be read', async () => {
    const elsewhere = folder();
    mkdirSync(elsewhere, { recursive: true });
    writeFileSync(join(elsewhere, 'tenant_databases'), 'not a folder');

    await expect(new SqliteEngine(elsewhere).list('tenant')).rejects.toThrow('ENOTDIR');
  });
});
