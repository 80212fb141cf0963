/** @engine sqlite: files of a PostgreSQL server are encrypted by its disks. @encryption off: it begins with what is not encrypted. */
import { cpSync, existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commandLines, CommandLine } from '../support/command-line.js';
import { isPlainDatabase } from '../support/encryption.js';
import { filesUnder, runLifeChild } from '../support/life-files.js';
import { directly, ENCRYPTION_KEY } from '../support/test-engine.js';

const FILE = 'tenant_databases/tenant_city_hospital.sqlite3';
const KEYS = 'SELECT number, state FROM database_key ORDER BY number';
const DOCTORS = 'SELECT count(*) AS n FROM doctors_doctor';
const SOME = ['commit 1 after', 'change 1 before', 'change 1 after', 'commit 2 before'];
const LONG_MS = 600_000;
const env = { TENANT_ENCRYPTION_KEY: ENCRYPTION_KEY };

describe('the encryption of a company, killed at each of its steps,', () => {
  const make = commandLines();
  const seeded = { plain: new CommandLine(), encrypted: new CommandLine() };

  beforeAll(async () => {
    const { code, stderr } = await seeded.plain.run(['seed']);
    if (code !== 0) throw new Error(stderr);
    cpSync(seeded.plain.folder, seeded.encrypted.folder, { recursive: true });
    await seeded.encrypted.run(['encrypt-tenants', '--company', 'city-hospital'], { env });
  });
  afterAll(() => Promise.all(Object.values(seeded).map((each) => each.remove())));

  const copyOf = (which: keyof typeof seeded): CommandLine => {
    const commandLine = make();
    cpSync(seeded[which].folder, commandLine.folder, { recursive: true });
    return commandLine;
  };

  /** @returns the keys that the company has, one of them the present one of what is in the file. */
  async function check(commandLine: CommandLine): Promise<object[]> {
    const keys = await directly(commandLine.folder, 'master', KEYS);
    expect(keys.filter(({ state }) => state === 'next')).toEqual([]);
    const isEncrypted = keys.some(({ state }) => state === 'current');
    expect(isPlainDatabase(commandLine.path(FILE))).toBe(!isEncrypted);
    expect(filesUnder(commandLine.path('tenant_databases')).filter((path) => path.includes('.new-'))).toEqual([]);
    const integrity = await directly(commandLine.folder, 'tenant_city_hospital', 'PRAGMA integrity_check');
    expect(integrity).toEqual([{ integrity_check: 'ok' }]);
    expect(await directly(commandLine.folder, 'tenant_city_hospital', DOCTORS)).toEqual([{ n: 3 }]);
    return keys;
  }

  it.each([
    ['has happened or has not', 'plain', undefined],
    ['has given it another key or has left the one before', 'encrypted', 'anew'],
  ] as const)(
    '%s: the key is the one that the row says, and every row is there',
    async (_what, which, input) => {
      const task = { step: 'encrypt', companyId: 1, env, ...(input && { input }) };
      const outcomes = new Set<string>();
      const whole = copyOf(which);
      const all = (await runLifeChild(whole, task)) ?? [];
      expect(all).toEqual(expect.arrayContaining(SOME));
      outcomes.add(JSON.stringify(await check(whole)));
      for (const at of process.env.CRASH_STEPS === 'all' ? all : SOME) {
        const commandLine = copyOf(which);
        expect(await runLifeChild(commandLine, task, at)).toBeNull();
        // It is found by its number, whatever it is called since.
        await directly(commandLine.folder, 'master', "UPDATE master_company SET slug = 'renamed' WHERE id = 1");
        // The next program to start finishes or undoes it.
        expect((await commandLine.run(['list-tenants'], { env })).code).toBe(0);
        outcomes.add(JSON.stringify(await check(commandLine)));
      }
      expect(outcomes.size).toBe(2);
    },
    LONG_MS,
  );

  it(
    'would leave a file that no key opens, killed while the new one is written over the old one (control)',
    async () => {
      const task = { step: 'encrypt', companyId: 1, env, input: 'anew, naively' };
      const whole = copyOf('encrypted');
      expect(await runLifeChild(whole, task)).toContain('half 1 before');
      await check(whole);
      const killed = copyOf('encrypted');
      // What is in a log cannot be written over.
      expect(existsSync(`${killed.path(FILE)}-wal`)).toBe(false);
      expect(await runLifeChild(killed, task, 'half 1 before')).toBeNull();
      await killed.run(['list-tenants'], { env });
      await expect(check(killed)).rejects.toThrow(/malformed|not a database/);
    },
    LONG_MS,
  );
});
