/** @engine postgres: what life-crash.spec.ts does to files, on a server. */
import { describe, expect, it } from '@jest/globals';
import { seededCommandLines } from '../support/command-line.js';
import { placesWith, runLifeChild } from '../support/life-files.js';
import type { CommandLine } from '../support/command-line.js';
import type { LifeTask } from '../support/life-files.js';
import { contentHash, databaseNames, ENCRYPTION_KEY, scratchNames, testEngine } from '../support/test-engine.js';

const DATABASE = (key: string): string => `tenant_${key}`;
const OTHER = DATABASE('county_clinic');
const COMPANY = 'SELECT name, slug, database_name AS "database", status FROM master_company WHERE id = 1';
const RUNNING = "SELECT kind FROM fleet_operation WHERE state = 'running'";
const OLD = { name: 'City Hospital', slug: 'city-hospital', database: 'tenant_city_hospital', status: 'active' };
const NEW = { name: 'Sunrise', slug: 'sunrise', database: 'tenant_sunrise', status: 'active' };
const CANARIES = ['City Hospital', 'city-hospital', 'city_hospital', 'cityhospital.com'];
const DOCTORS = 'SELECT count(*) AS n FROM doctors_doctor';
const CELLS = "SELECT count(phone) AS all, sum((phone LIKE E'\\x01%')::int) AS sealed FROM doctors_doctor";
const KEYS = 'SELECT state FROM database_key';
const LONG_MS = 600_000;

describe('what is done to a whole company on a server, killed at each of its steps,', () => {
  const copy = seededCommandLines();

  /** Kills the child at one step after the other, and has another process recover each time. */
  async function atSteps(
    task: LifeTask,
    some: readonly string[],
    check: (commandLine: CommandLine) => Promise<void>,
  ): Promise<void> {
    const whole = copy();
    const all = (await runLifeChild(whole, task)) ?? [];
    await check(whole);
    expect(all).toEqual(expect.arrayContaining([...some]));
    for (const at of process.env.CRASH_STEPS === 'all' ? all : some) {
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

  it(
    'is a rename that has happened or has not, with the database under the name that the row says',
    async () => {
      const seen = new Set<string>();
      const task = { step: 'rename', companyId: 1, input: { slug: 'sunrise', name: 'Sunrise' } };
      await atSteps(task, ['rename 1 after'], async (commandLine) => {
        const [company] = await commandLine.read('master', COMPANY);
        expect([OLD, NEW]).toContainEqual(company);
        seen.add(String(company?.slug));
        const key = String(company?.slug).replaceAll('-', '_');
        expect(Number((await commandLine.read(DATABASE(key), DOCTORS))[0]?.n)).toBeGreaterThan(0);
        const wrong = key === 'sunrise' ? 'tenant_city_hospital' : 'tenant_sunrise';
        expect(await databaseNames(commandLine.folder)).not.toContain(wrong);
      });
      expect([...seen].sort()).toEqual(['city-hospital', 'sunrise']);
    },
    LONG_MS,
  );

  it(
    'is an erasure that has not begun, or is completed to the last byte',
    async () => {
      const seen = new Set<boolean>();
      const some = ['commit 1 after', 'scrub 1 before'];
      await atSteps({ step: 'erase', companyId: 1 }, some, async (commandLine) => {
        const [company] = await commandLine.read('master', COMPANY);
        seen.add(company === undefined);
        const certificates = await commandLine.read('master', 'SELECT company_id FROM fleet_erasure_certificate');
        expect(certificates).toEqual(company === undefined ? [{ company_id: 1 }] : []);
        if (company === undefined) expect(await placesWith(commandLine.folder, CANARIES)).toEqual([]);
        else {
          expect(company).toEqual(OLD);
          expect(Number((await commandLine.read(DATABASE('city_hospital'), DOCTORS))[0]?.n)).toBeGreaterThan(0);
        }
      });
      expect(seen.size).toBe(2);
    },
    LONG_MS,
  );

  it(
    'is an encryption of columns that has happened or has not, as the key says',
    async () => {
      const seen = new Set<boolean>();
      const env = { TENANT_ENCRYPTION_KEY: ENCRYPTION_KEY };
      const some = ['withSchema 1 before', 'statement 9 before', 'withSchema 1 after'];
      await atSteps({ step: 'encrypt', companyId: 1, env }, some, async (commandLine) => {
        const keys = await commandLine.read('master', KEYS);
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

  it(
    'is a clone that is whole, or of which nothing is left',
    async () => {
      const seen = new Set<boolean>();
      const task = { step: 'clone', companyId: 1, input: { slug: 'training', anonymize: true } };
      await atSteps(task, ['withSchema 1 after'], async (commandLine) => {
        const [clone] = await commandLine.read('master', "SELECT status FROM master_company WHERE slug = 'training'");
        seen.add(clone === undefined);
        const users = await commandLine.read('master', 'SELECT count(*) AS n FROM master_user');
        expect(Number(users[0]?.n)).toBe(clone ? 3 : 2);
        const names = ['city_hospital', 'county_clinic', ...(clone ? ['training'] : [])].map(DATABASE);
        expect(await databaseNames(commandLine.folder)).toEqual(names);
        expect(await testEngine(commandLine.folder).list('provisioning')).toEqual([]);
        expect(await scratchNames(commandLine.folder)).toEqual([]);
        if (clone) expect(Number((await commandLine.read(DATABASE('training'), DOCTORS))[0]?.n)).toBe(3);
      });
      expect(seen.size).toBe(2);
    },
    LONG_MS,
  );
});
