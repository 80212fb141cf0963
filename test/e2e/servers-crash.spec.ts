/** @engine postgres: a company is moved from a server into a file by a process that is killed. */
import { describe, expect, it } from '@jest/globals';
import { seededCommandLines } from '../support/command-line.js';
import type { CommandLine } from '../support/command-line.js';
import { runLifeChild } from '../support/life-files.js';
import { databaseNames, directly, scratchNames } from '../support/test-engine.js';

const TASK = { step: 'move', companyId: 1, input: 'sqlite' };
/** It is frozen; its copy has its name (the first renaming is of a template); the company is there, and its former database has its name still. */
const SOME = ['freeze 1 after', 'rename 2 after', 'rename 3 before'];
const RUNNING = "SELECT kind FROM fleet_operation WHERE state = 'running'";
const PLACE = 'SELECT server FROM database_place WHERE company_id = 1';
const ROWS = 'SELECT count(*) AS n FROM patients_patient';
const DATABASE = 'tenant_city_hospital';
const LONG_MS = 600_000;

describe('a move that is killed', () => {
  const copy = seededCommandLines();

  /** Where the company is, which is one place, whole and writable. */
  async function placeOf(commandLine: CommandLine): Promise<string> {
    expect((await commandLine.run(['list-tenants'])).code).toBe(0);
    expect(await commandLine.read('master', RUNNING)).toEqual([]);
    const [place] = (await commandLine.read('master', PLACE)) as { server: string }[];
    const isMoved = place?.server === 'sqlite';
    expect((await databaseNames(commandLine.folder)).includes(DATABASE)).toBe(!isMoved);
    const rows = isMoved
      ? commandLine.rows(`tenant_databases/${DATABASE}.sqlite3`, ROWS)
      : await commandLine.read(DATABASE, ROWS);
    expect(Number(rows[0]?.n)).toBeGreaterThan(0);
    // It would find what freezes a database.
    const { code, stdout } = await commandLine.run(['check-tenants', '--company', 'city-hospital']);
    expect([code, stdout]).toEqual([0, expect.any(String)]);
    const scratch = (await scratchNames(commandLine.folder)).filter((name) => name.startsWith('scratch_move'));
    expect(scratch).toHaveLength(isMoved ? 1 : 0);
    return isMoved ? 'sqlite' : 'postgres';
  }

  it(
    'has happened or has not, at each of its steps',
    async () => {
      const whole = copy();
      const all = (await runLifeChild(whole, TASK)) ?? [];
      expect(all).toEqual(expect.arrayContaining(SOME));
      expect(await placeOf(whole)).toBe('sqlite');
      expect((await whole.run(['verify-audit', 'city-hospital'])).code).toBe(0);
      const seen: string[] = [];
      for (const at of process.env.CRASH_STEPS === 'all' ? all : SOME) {
        const commandLine = copy();
        await commandLine.databases;
        expect(await runLifeChild(commandLine, TASK, at)).toBeNull();
        seen.push(await placeOf(commandLine));
      }
      expect([...new Set(seen)]).toEqual(['postgres', 'sqlite']);
    },
    LONG_MS,
  );

  it('does not leave a frozen database behind that takes no writes', async () => {
    const commandLine = copy();
    await commandLine.databases;
    expect(await runLifeChild(commandLine, TASK, 'freeze 1 after')).toBeNull();
    const write = "UPDATE patients_patient SET notes = 'x'";
    await expect(directly(commandLine.folder, DATABASE, write)).rejects.toThrow('being moved');
    await commandLine.run(['list-tenants']);
    await directly(commandLine.folder, DATABASE, write);
  });

  it(
    'is done by commands, which tell what was compared, and for how long the company could only be read',
    async () => {
      const medadmin = copy();
      await medadmin.databases;
      const answer = async (...args: string[]): Promise<{ code: number | null; body: Record<string, unknown> }> => {
        const { code, stdout } = await medadmin.run([...args, '--json']);
        return { code, body: JSON.parse(stdout === '' ? '{}' : stdout) as Record<string, unknown> };
      };
      expect((await medadmin.run(['move-tenant', 'city-hospital'])).code).toBe(2);
      const nowhere = await medadmin.run(['move-tenant', 'city-hospital', '--to', 'nowhere']);
      expect([nowhere.code, nowhere.stderr]).toEqual([
        1,
        expect.stringContaining('There is no database server nowhere.'),
      ]);
      const unset = ['--url', 'DATABASE_SERVER_B_URL', '--capacity', '10'];
      const added = await medadmin.run(['add-server', 'b', ...unset]);
      expect([added.code, added.stderr]).toEqual([1, expect.stringContaining('DATABASE_SERVER_B_URL')]);

      const moved = await medadmin.run(['move-tenant', 'city-hospital', '--to', 'sqlite']);
      expect(moved.stdout).toMatch(/patients_patient: \d+ rows, [0-9a-f]{32}\n/);
      expect(moved.stdout).toMatch(/could only be read for \d+ ms, and was closed for \d+ ms/);
      expect(await answer('move-tenant', 'city-hospital', '--confirm')).toMatchObject({
        code: 0,
        body: { removed: 1 },
      });
      expect(await scratchNames(medadmin.folder)).toEqual([]);
      expect(await answer('drain-server', 'sqlite', '--to', 'postgres')).toMatchObject({
        code: 0,
        body: { moved: 1, failed: 0, companies: [{ slug: 'city-hospital', status: 'moved', to: 'postgres' }] },
      });
      expect(await databaseNames(medadmin.folder)).toContain(DATABASE);
    },
    LONG_MS,
  );
});
