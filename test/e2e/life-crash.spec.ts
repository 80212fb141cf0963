/** @engine sqlite: processes are killed while they work on files. */
import { cpSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeAll, afterAll, describe, expect, it } from '@jest/globals';
import { commandLines, CommandLine } from '../support/command-line.js';
import { filesUnder, filesWith, hashOf, runLifeChild } from '../support/life-files.js';
import type { LifeTask } from '../support/life-files.js';
import { directly } from '../support/test-engine.js';

const FILE = (key: string): string => `tenant_databases/tenant_${key}.sqlite3`;
const OTHER = FILE('county_clinic');
const COMPANY = "SELECT name, slug, database_name AS 'database', status FROM master_company WHERE id = 1";
const RUNNING = "SELECT kind FROM fleet_operation WHERE state = 'running'";
const OLD = { name: 'City Hospital', slug: 'city-hospital', database: 'tenant_city_hospital', status: 'active' };
const NEW = { name: 'Sunrise', slug: 'sunrise', database: 'tenant_sunrise', status: 'active' };
const TABLES = ['doctors_doctor', 'patients_patient', 'appointments_appointment'];
const CANARIES = ['City Hospital', 'city-hospital', 'city_hospital', 'cityhospital.com'];
/** All of the steps on a machine that has other things to do. */
const LONG_MS = process.env.CRASH_STEPS === 'all' ? 3_600_000 : 600_000;

describe('what is done to a whole company, killed at each of its steps,', () => {
  const make = commandLines();
  let seeded: CommandLine;

  beforeAll(async () => {
    seeded = new CommandLine();
    await seeded.run(['seed']);
    await seeded.run(['backup-tenant', 'city-hospital']);
    await directly(seeded.folder, 'tenant_county_clinic', "UPDATE doctors_doctor SET license_number = 'C-' || id");
    const { code, stderr } = await seeded.run(['export-tenant', 'county-clinic', '--output', 'county.zip']);
    if (code !== 0) throw new Error(stderr);
  });
  afterAll(() => seeded.remove());

  const copy = (): CommandLine => {
    const commandLine = make();
    cpSync(seeded.folder, commandLine.folder, { recursive: true });
    return commandLine;
  };

  /** Kills the child at one step after the other, and has another process recover each time. */
  async function atSteps(task: LifeTask, some: readonly string[], check: (folder: CommandLine) => void): Promise<void> {
    const whole = copy();
    const all = (await runLifeChild(whole, task)) ?? [];
    check(whole);
    expect(all).toEqual(expect.arrayContaining([...some]));
    for (const at of process.env.CRASH_STEPS === 'all' ? all : some) {
      const commandLine = copy();
      const other = hashOf(commandLine.path(OTHER));
      expect(await runLifeChild(commandLine, task, at)).toBeNull();
      expect((await commandLine.run(['list-tenants'])).code).toBe(0);
      expect(commandLine.rows('db.sqlite3', RUNNING)).toEqual([]);
      expect(hashOf(commandLine.path(OTHER))).toBe(other);
      check(commandLine);
    }
  }

  it(
    'is a rename that has happened or has not, with the database under the name that the row says',
    async () => {
      const seen = new Set<string>();
      const task = { step: 'rename', companyId: 1, input: { slug: 'sunrise', name: 'Sunrise' } };
      await atSteps(task, ['rename 1 after'], (commandLine) => {
        const company = commandLine.rows('db.sqlite3', COMPANY)[0];
        expect([OLD, NEW]).toContainEqual(company);
        seen.add(String(company?.slug));
        const key = String(company?.slug).replaceAll('-', '_');
        expect(commandLine.rows(FILE(key), 'SELECT count(*) AS n FROM doctors_doctor')[0]?.n).toBeGreaterThan(0);
        const wrong = key === 'sunrise' ? 'tenant_city_hospital' : 'tenant_sunrise';
        expect(filesWith(commandLine.path('tenant_databases'), [wrong])).toEqual([]);
      });
      expect([...seen].sort()).toEqual(['city-hospital', 'sunrise']);
    },
    LONG_MS,
  );

  it(
    'is an erasure that has not begun, or is completed to the last byte',
    async () => {
      const seen = new Set<boolean>();
      const some = ['commit 1 after', 'removeCopies 1 before', 'scrub 1 before'];
      await atSteps({ step: 'erase', companyId: 1 }, some, (commandLine) => {
        const company = commandLine.rows('db.sqlite3', COMPANY)[0];
        seen.add(company === undefined);
        const certificates = commandLine.rows(
          'db.sqlite3',
          'SELECT company_id, removed FROM fleet_erasure_certificate',
        );
        expect(certificates.map(({ company_id: id, removed }) => [id, JSON.parse(String(removed)) as unknown])).toEqual(
          company === undefined
            ? [[1, expect.objectContaining({ backups: 1, databases: 1, mails: 0, people: 1 })]]
            : [],
        );
        if (company === undefined) expect(filesWith(commandLine.folder, CANARIES)).toEqual([]);
        else {
          expect(company).toEqual(OLD);
          const doctors = commandLine.rows(FILE('city_hospital'), 'SELECT count(*) AS n FROM doctors_doctor');
          expect(doctors[0]?.n).toBeGreaterThan(0);
        }
      });
      expect(seen.size).toBe(2);
    },
    LONG_MS,
  );

  it(
    'is an import that has made a whole company, or nothing',
    async () => {
      const seen = new Set<boolean>();
      const input = { path: 'county.zip', name: 'Sunrise', slug: 'sunrise', planCode: 'enterprise' };
      const some = ['statement 5 before'];
      await atSteps({ step: 'import', input }, some, (commandLine) => {
        const [made] = commandLine.rows('db.sqlite3', "SELECT status FROM master_company WHERE slug = 'sunrise'");
        seen.add(made === undefined);
        expect([undefined, { status: 'active' }]).toContainEqual(made);
        expect(commandLine.rows('db.sqlite3', 'SELECT count(*) AS n FROM master_user')[0]?.n).toBe(made ? 3 : 2);
        expect(databasesIn(commandLine)).toEqual(['city_hospital', 'county_clinic', ...(made ? ['sunrise'] : [])]);
        if (made) expect(rowsIn(commandLine, 'sunrise')).toEqual(rowsIn(commandLine, 'county_clinic'));
      });
      expect(seen.size).toBe(2);
    },
    LONG_MS,
  );

  it(
    'is a company filled with all rows of an archive, or with none',
    async () => {
      const untouched = copy();
      const [before, more] = [rowsIn(untouched, 'city_hospital'), rowsIn(untouched, 'county_clinic')];
      const both = before.map((count, index) => count + more[index]!);
      const seen = new Set<string>();
      const task = { step: 'merge', companyId: 1, input: { path: 'county.zip' } };
      const some = ['statement 12 before', 'withSchema 2 after'];
      await atSteps(task, some, (commandLine) => {
        const rows = rowsIn(commandLine, 'city_hospital');
        expect([before, both]).toContainEqual(rows);
        seen.add(rows.join());
        expect(databasesIn(commandLine)).toEqual(['city_hospital', 'county_clinic']);
        const [operation] = commandLine.rows('db.sqlite3', "SELECT state FROM fleet_operation WHERE kind = 'import'");
        if (rows.join() === both.join()) expect(operation?.state).toBe('done');
        else expect(operation?.state ?? 'undone').toBe('undone');
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
        await atSteps({ step, companyId: 1 }, some, (commandLine) => {
          const listed = commandLine.rows('db.sqlite3', 'SELECT file, proved_at FROM fleet_backup ORDER BY id');
          const files = filesUnder(commandLine.path('backups')).map((path) => `1/${basename(path)}`);
          expect(files.sort()).toEqual(listed.map(({ file }) => file));
          expect(listed.slice(1).length).toBeLessThan(step === 'backup' ? 2 : 1);
          expect(listed[0]?.proved_at).not.toBeNull();
          expect(filesUnder(commandLine.path('.backup-work'))).toEqual([]);
          expect(databasesIn(commandLine)).toEqual(['city_hospital', 'county_clinic']);
          const last = 'SELECT kind, state FROM fleet_operation ORDER BY id DESC LIMIT 1';
          const { kind, state } = commandLine.rows('db.sqlite3', last)[0] ?? {};
          // What was in the list before is what it was before, whatever became of its proof.
          const ends = step === 'backup' && listed.length === 1 ? ['undone'] : ['done', 'undone'];
          if (kind === step) expect(ends).toContain(state);
        });
      }
    },
    LONG_MS,
  );

  it(
    'is a clone that is whole, or of which nothing is left',
    async () => {
      const seen = new Set<boolean>();
      const task = { step: 'clone', companyId: 1, input: { slug: 'training', anonymize: true } };
      await atSteps(task, ['withSchema 1 after'], (commandLine) => {
        const [clone] = commandLine.rows('db.sqlite3', "SELECT status FROM master_company WHERE slug = 'training'");
        seen.add(clone === undefined);
        expect(commandLine.rows('db.sqlite3', 'SELECT count(*) AS n FROM master_user')[0]?.n).toBe(clone ? 3 : 2);
        expect(databasesIn(commandLine)).toEqual(['city_hospital', 'county_clinic', ...(clone ? ['training'] : [])]);
        if (clone) expect(commandLine.rows(FILE('training'), 'SELECT count(*) AS n FROM doctors_doctor')[0]?.n).toBe(3);
      });
      expect(seen.size).toBe(2);
    },
    LONG_MS,
  );
});

/** Names of the companies' databases, with whatever else lies among them but the template. */
function databasesIn(commandLine: CommandLine): string[] {
  const files = filesUnder(commandLine.path('tenant_databases')).map((path) => basename(path));
  const names = files.map((name) => /^tenant_(.*)\.sqlite3(-wal|-shm)?$/.exec(name)?.[1] ?? name);
  return [...new Set(names.filter((name) => !name.startsWith('template_')))].sort();
}

function rowsIn(commandLine: CommandLine, key: string): number[] {
  return TABLES.map((table) => Number(commandLine.rows(FILE(key), `SELECT count(*) AS n FROM ${table}`)[0]?.n));
}
