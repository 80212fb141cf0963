/** @engine sqlite: processes are killed while they work on files. */
import { cpSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeAll, afterAll, describe, expect, it } from '@jest/globals';
import { commandLines, CommandLine } from '../support/command-line.js';
import { filesUnder, filesWith, hashOf, runLifeChild } from '../support/life-files.js';
import type { LifeTask } from '../support/life-files.js';

const FILE = (key: string): string => `tenant_databases/tenant_${key}.sqlite3`;
const OTHER = FILE('county_clinic');
const COMPANY = "SELECT name, slug, database_name AS 'database', status FROM master_company WHERE id = 1";
const RUNNING = "SELECT kind FROM fleet_operation WHERE state = 'running'";
const OLD = { name: 'City Hospital', slug: 'city-hospital', database: 'tenant_city_hospital', status: 'active' };
const NEW = { name: 'Sunrise', slug: 'sunrise', database: 'tenant_sunrise', status: 'active' };
const CANARIES = ['City Hospital', 'city-hospital', 'city_hospital', 'cityhospital.com'];
const LONG_MS = 600_000;

describe('what is done to a whole company, killed at each of its steps,', () => {
  const make = commandLines();
  let seeded: CommandLine;

  beforeAll(async () => {
    seeded = new CommandLine();
    const { code, stderr } = await seeded.run(['seed']);
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
      await atSteps(task, ['rename 1 before', 'rename 1 after', 'commit 1 after'], (commandLine) => {
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
      const some = ['commit 1 after', 'removeCopies 1 before', 'drop 3 after', 'scrub 1 before'];
      await atSteps({ step: 'erase', companyId: 1 }, some, (commandLine) => {
        const company = commandLine.rows('db.sqlite3', COMPANY)[0];
        seen.add(company === undefined);
        const certificates = commandLine.rows('db.sqlite3', 'SELECT company_id FROM fleet_erasure_certificate');
        expect(certificates).toEqual(company === undefined ? [{ company_id: 1 }] : []);
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
    'is a clone that is whole, or of which nothing is left',
    async () => {
      const seen = new Set<boolean>();
      const task = { step: 'clone', companyId: 1, input: { slug: 'training', anonymize: true } };
      await atSteps(task, ['rename 1 before', 'withSchema 1 before', 'withSchema 1 after'], (commandLine) => {
        const [clone] = commandLine.rows('db.sqlite3', "SELECT status FROM master_company WHERE slug = 'training'");
        seen.add(clone === undefined);
        expect(commandLine.rows('db.sqlite3', 'SELECT count(*) AS n FROM master_user')[0]?.n).toBe(clone ? 3 : 2);
        const files = filesUnder(commandLine.path('tenant_databases')).filter((path) => !path.includes('/template_'));
        expect(files.map((path) => basename(path)).sort()).toEqual(
          [FILE('city_hospital'), FILE('county_clinic'), ...(clone ? [FILE('training')] : [])].map((path) =>
            basename(path),
          ),
        );
        if (clone) expect(commandLine.rows(FILE('training'), 'SELECT count(*) AS n FROM doctors_doctor')[0]?.n).toBe(3);
      });
      expect(seen.size).toBe(2);
    },
    LONG_MS,
  );
});
