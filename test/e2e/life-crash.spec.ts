// @engine both: on files, processes are killed between their renames; on a server, between its statements and ours.
import { basename } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { seededCommandLines } from '../support/command-line.js';
import type { CommandLine } from '../support/command-line.js';
import { filesUnder, filesWith, placesWith, runLifeChild } from '../support/life-files.js';
import type { LifeTask } from '../support/life-files.js';
import {
  contentHash,
  databaseNames,
  describeOn,
  directly,
  ENCRYPTION_KEY,
  IS_WHOLE,
  scratchNames,
  TEST_ENGINE,
  testEngine,
} from '../support/test-engine.js';

const DATABASE = (key: string): string => `tenant_${key}`;
const OTHER = DATABASE('county_clinic');
const COMPANY = 'SELECT name, slug, database_name AS "database", status FROM master_company WHERE id = 1';
const RUNNING = "SELECT kind FROM fleet_operation WHERE state = 'running'";
const OLD = { name: 'City Hospital', slug: 'city-hospital', database: 'tenant_city_hospital', status: 'active' };
const NEW = { name: 'Sunrise', slug: 'sunrise', database: 'tenant_sunrise', status: 'active' };
const TABLES = ['doctors_doctor', 'patients_patient', 'appointments_appointment'];
const CANARIES = ['City Hospital', 'city-hospital', 'city_hospital', 'cityhospital.com'];
const CELLS = "SELECT count(phone) AS all, sum((phone LIKE E'\\x01%')::int) AS sealed FROM doctors_doctor";
const ARE_ALL = process.env.CRASH_STEPS === 'all';
/** All of the steps on a machine that has other things to do. */
const LONG_MS = ARE_ALL ? 3_600_000 : 600_000;

type Check = (commandLine: CommandLine) => Promise<void>;

const copy = seededCommandLines(async (seeded) => {
  await seeded.run(['backup-tenant', 'city-hospital']);
  await directly(seeded.folder, OTHER, "UPDATE doctors_doctor SET license_number = 'C-' || id");
  const { code, stderr } = await seeded.run(['export-tenant', 'county-clinic', '--output', 'county.zip']);
  if (code !== 0) throw new Error(stderr);
});

/** Kills the child at one step after the other, and has another process recover each time. */
async function atSteps(task: LifeTask, some: readonly string[], check: Check): Promise<void> {
  const whole = copy();
  const all = (await runLifeChild(whole, task)) ?? [];
  await check(whole);
  expect(all).toEqual(expect.arrayContaining([...some]));
  for (const at of ARE_ALL ? all : some) {
    const commandLine = copy();
    await commandLine.databases;
    const other = await contentHash(commandLine.folder, OTHER);
    expect(await runLifeChild(commandLine, task, at)).toBeNull();
    expect((await commandLine.run(['list-tenants'], { env: task.env ?? {} })).code).toBe(0);
    expect(await commandLine.read('master', RUNNING)).toEqual([]);
    expect(await contentHash(commandLine.folder, OTHER)).toBe(other);
    await check(commandLine);
  }
}

describe('what is done to a whole company, killed at each of its steps,', () => {
  it(
    'is a rename that has happened or has not, with the database under the name that the row says',
    async () => {
      const seen = new Set<string>();
      const task = { step: 'rename', companyId: 1, input: { slug: 'sunrise', name: 'Sunrise' } };
      await atSteps(task, ['rename 1 after'], async (commandLine) => {
        const [company] = await commandLine.read('master', COMPANY);
        expect([OLD, NEW]).toContainEqual(company);
        const key = String(company?.slug).replaceAll('-', '_');
        seen.add(key);
        expect((await rowsIn(commandLine, key))[0]).toBeGreaterThan(0);
        expect(await databasesIn(commandLine)).toEqual([key, 'county_clinic'].sort());
        const wrong = key === 'sunrise' ? 'tenant_city_hospital' : 'tenant_sunrise';
        if (TEST_ENGINE === 'sqlite') expect(filesWith(commandLine.path('tenant_databases'), [wrong])).toEqual([]);
      });
      expect([...seen].sort()).toEqual(['city_hospital', 'sunrise']);
    },
    LONG_MS,
  );

  it(
    'is an erasure that has not begun, or is completed to the last byte',
    async () => {
      const seen = new Set<boolean>();
      const some = ['commit 1 after', 'removeCopies 1 before', 'scrub 1 before'];
      await atSteps({ step: 'erase', companyId: 1 }, some, async (commandLine) => {
        const [company] = await commandLine.read('master', COMPANY);
        seen.add(company === undefined);
        const certificates = await commandLine.read(
          'master',
          'SELECT company_id, removed FROM fleet_erasure_certificate',
        );
        expect(certificates.map(({ company_id: id, removed }) => [id, JSON.parse(String(removed)) as unknown])).toEqual(
          company === undefined
            ? [[1, expect.objectContaining({ backups: 1, databases: 1, mails: 0, people: 1 })]]
            : [],
        );
        if (company === undefined) expect(await placesWith(commandLine.folder, CANARIES)).toEqual([]);
        else {
          expect(company).toEqual(OLD);
          expect((await rowsIn(commandLine, 'city_hospital'))[0]).toBeGreaterThan(0);
        }
      });
      expect(seen.size).toBe(2);
    },
    LONG_MS,
  );

  it(
    'is a clone that is whole, or of which nothing is left',
    async () => {
      const seen = new Set<boolean>();
      const task = { step: 'clone', companyId: 1, input: { slug: 'training', anonymize: true } };
      await atSteps(task, ['withSchema 1 after'], async (commandLine) => {
        const made = await commandLine.read('master', "SELECT status FROM master_company WHERE slug = 'training'");
        seen.add(made.length > 0);
        expect(await usersIn(commandLine)).toBe(2 + made.length);
        expect(await databasesIn(commandLine)).toEqual([
          'city_hospital',
          'county_clinic',
          ...made.map(() => 'training'),
        ]);
        if (made.length > 0) expect((await rowsIn(commandLine, 'training'))[0]).toBe(3);
      });
      expect(seen.size).toBe(2);
    },
    LONG_MS,
  );
});

/** On a server they take longer than the rest of the file, and are the same steps of ours. */
const describeArchives = TEST_ENGINE === 'sqlite' || IS_WHOLE || ARE_ALL ? describe : () => undefined;

describeArchives('what is done with archives and backups, killed at each of its steps,', () => {
  it(
    'is an import that has made a whole company, or nothing',
    async () => {
      const seen = new Set<boolean>();
      const input = { path: 'county.zip', name: 'Sunrise', slug: 'sunrise', planCode: 'enterprise' };
      await atSteps({ step: 'import', input }, ['statement 5 before'], async (commandLine) => {
        const made = await commandLine.read('master', "SELECT status FROM master_company WHERE slug = 'sunrise'");
        seen.add(made.length > 0);
        expect([[], [{ status: 'active' }]]).toContainEqual(made);
        expect(await usersIn(commandLine)).toBe(2 + made.length);
        expect(await databasesIn(commandLine)).toEqual([
          'city_hospital',
          'county_clinic',
          ...made.map(() => 'sunrise'),
        ]);
        if (made.length > 0)
          expect(await rowsIn(commandLine, 'sunrise')).toEqual(await rowsIn(commandLine, 'county_clinic'));
      });
      expect(seen.size).toBe(2);
    },
    LONG_MS,
  );

  it(
    'is a company filled with all rows of an archive, or with none',
    async () => {
      const untouched = copy();
      const [before, more] = [await rowsIn(untouched, 'city_hospital'), await rowsIn(untouched, 'county_clinic')];
      const both = before.map((count, index) => count + more[index]!);
      const seen = new Set<string>();
      const task = { step: 'merge', companyId: 1, input: { path: 'county.zip' } };
      await atSteps(task, ['statement 12 before', 'withSchema 2 after'], async (commandLine) => {
        const rows = await rowsIn(commandLine, 'city_hospital');
        expect([before, both]).toContainEqual(rows);
        seen.add(rows.join());
        expect(await databasesIn(commandLine)).toEqual(['city_hospital', 'county_clinic']);
        const imports = await commandLine.read('master', "SELECT state FROM fleet_operation WHERE kind = 'import'");
        if (rows.join() === both.join()) expect(imports[0]?.state).toBe('done');
        else expect(imports[0]?.state ?? 'undone').toBe('undone');
      });
      expect(seen.size).toBe(2);
    },
    LONG_MS,
  );

  it(
    'is a backup that is in the list, or of which nothing is left, and is not proved unless it was',
    async () => {
      const steps = [
        ['backup', ['dump 1 after', 'add 1 before', 'load 1 after']],
        ['verify', ['load 1 after']],
      ] as const;
      for (const [step, some] of steps) {
        await atSteps({ step, companyId: 1 }, some, async (commandLine) => {
          const listed = await commandLine.read('master', 'SELECT file, proved_at FROM fleet_backup ORDER BY id');
          const files = filesUnder(commandLine.path('backups')).map((path) => `1/${basename(path)}`);
          expect(files.sort()).toEqual(listed.map(({ file }) => file));
          expect(listed.slice(1).length).toBeLessThan(step === 'backup' ? 2 : 1);
          expect(listed[0]?.proved_at).not.toBeNull();
          expect(filesUnder(commandLine.path('.backup-work'))).toEqual([]);
          expect(await databasesIn(commandLine)).toEqual(['city_hospital', 'county_clinic']);
          const last = 'SELECT kind, state FROM fleet_operation ORDER BY id DESC LIMIT 1';
          const [{ kind, state } = {}] = await commandLine.read('master', last);
          // What was in the list before is what it was before, whatever became of its proof.
          const ends = step === 'backup' && listed.length === 1 ? ['undone'] : ['done', 'undone'];
          if (kind === step) expect(ends).toContain(state);
        });
      }
    },
    LONG_MS,
  );
});

describeOn('postgres', 'files are encrypted as a whole: encryption-crash.spec.ts')(
  'a company whose columns are encrypted, killed at each of the steps,',
  () => {
    it(
      'has them encrypted or not, as the key says',
      async () => {
        const seen = new Set<boolean>();
        const env = { TENANT_ENCRYPTION_KEY: ENCRYPTION_KEY };
        const some = ['withSchema 1 before', 'statement 9 before', 'withSchema 1 after'];
        await atSteps({ step: 'encrypt', companyId: 1, env }, some, async (commandLine) => {
          const keys = await commandLine.read('master', 'SELECT state FROM database_key');
          seen.add(keys.length > 0);
          expect(keys.filter(({ state }) => state !== 'current')).toEqual([]);
          const [cells] = await commandLine.read(DATABASE('city_hospital'), CELLS);
          expect(Number(cells?.all)).toBeGreaterThan(0);
          expect(Number(cells?.sealed)).toBe(keys.length > 0 ? Number(cells?.all) : 0);
        });
        expect(seen.size).toBe(2);
      },
      LONG_MS,
    );
  },
);

/** Names of the companies' databases, with whatever else lies among them but the template. */
async function databasesIn(commandLine: CommandLine): Promise<string[]> {
  const { folder } = commandLine;
  if (TEST_ENGINE === 'postgres') {
    const unfinished = [...(await testEngine(folder).list('provisioning')), ...(await scratchNames(folder))];
    return [...(await databaseNames(folder)).map((name) => name.replace('tenant_', '')), ...unfinished].sort();
  }
  const files = filesUnder(commandLine.path('tenant_databases')).map((file) => basename(file));
  const names = files.map((name) => /^tenant_(.*)\.sqlite3(-wal|-shm)?$/.exec(name)?.[1] ?? name);
  return [...new Set(names.filter((name) => !name.startsWith('template_')))].sort();
}

/** How many rows a company's database has in each table. */
async function rowsIn(commandLine: CommandLine, key: string): Promise<number[]> {
  const counts = TABLES.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`);
  const [row = {}] = await commandLine.read(DATABASE(key), `SELECT ${counts.join()}`);
  return TABLES.map((table) => Number(row[table]));
}

async function usersIn(commandLine: CommandLine): Promise<number> {
  return Number((await commandLine.read('master', 'SELECT count(*) AS n FROM master_user'))[0]?.n);
}
