import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { seededCommandLines } from '../support/command-line.js';
import type { CommandLine, CommandResult } from '../support/command-line.js';
import { programFile } from '../support/programs.js';
import { directly, scratchNames, TEST_ENGINE } from '../support/test-engine.js';

const DATABASE = 'tenant_city_hospital';
/** Steps that are tried: `npm run soak:restore` tries every one, the suite those around the swap and a few more. */
const ALL = process.env.RESTORE_KILL_STEPS === 'all';
/** All of them on a machine that has other things to do. */
const LONG_MS = ALL ? 3_600_000 : 600_000;
const AROUND_THE_SWAP =
  TEST_ENGINE === 'sqlite'
    ? /before replace|after exec|rename|writeSync/
    : /before replace|ALTER DATABASE|DROP DATABASE/;

describe('A restore that is killed', () => {
  const seeded = seededCommandLines();

  async function setUp(): Promise<{ medadmin: CommandLine; backup: string }> {
    const medadmin = seeded();
    const { stdout } = await medadmin.run(['backup-tenant', 'city-hospital', '--json']);
    await rename(medadmin, 'Later');
    return { medadmin, backup: (JSON.parse(stdout) as { file: string }).file };
  }

  async function rename({ folder }: CommandLine, lastName: string): Promise<void> {
    await directly(folder, DATABASE, `UPDATE doctors_doctor SET last_name = '${lastName}'`);
  }

  const restore = (medadmin: CommandLine, backup: string, at: number): Promise<CommandResult> =>
    medadmin.start(process.execPath, [programFile('restoring-child.mjs'), 'city-hospital', backup], {
      env: { CRASH_AT: String(at) },
    });

  /** `old` or `new`; anything else is neither. */
  async function stateOf(medadmin: CommandLine): Promise<string> {
    const later =
      "SELECT count(*) AS all_rows, sum(CASE WHEN last_name = 'Later' THEN 1 END) AS later FROM doctors_doctor";
    const [row] = await medadmin.read(DATABASE, later);
    const [all, changed] = [Number(row?.all_rows), Number(row?.later)];
    const damages = TEST_ENGINE === 'sqlite' ? await medadmin.read(DATABASE, 'PRAGMA integrity_check') : [];
    if (damages.some((found) => found.integrity_check !== 'ok') || all !== 3) return `damaged, ${all} rows`;
    return { 0: 'new', 3: 'old' }[changed] ?? `${changed} of each`;
  }

  /** What no recovery may leave behind. */
  async function remains(medadmin: CommandLine): Promise<string[]> {
    const rows = await medadmin.read('master', 'SELECT file FROM fleet_backup');
    const registered = rows.map(({ file }) => String(file));
    const backups = readdirSync(medadmin.path('backups/1')).map((name) => `1/${name}`);
    const folder = medadmin.path('tenant_databases');
    const running = "SELECT kind FROM fleet_operation WHERE state = 'running'";
    return [
      ...backups.filter((file) => !registered.includes(file)),
      ...registered.filter((file) => !backups.includes(file)).map((file) => `no ${file}`),
      ...readdirSync(medadmin.path('.backup-work')),
      ...(await scratchNames(medadmin.folder)),
      ...(existsSync(folder) ? readdirSync(folder).filter((name) => isRemains(medadmin, name)) : []),
      ...(await medadmin.read('master', running)).map(({ kind }) => String(kind)),
    ];
  }

  /** A journal without a header is none; SQLite removes it when the database is next opened for writing. */
  function isRemains(medadmin: CommandLine, name: string): boolean {
    if (!name.endsWith('-journal')) return name.endsWith('-snapshot');
    return readFileSync(medadmin.path('tenant_databases', name))
      .subarray(0, 8)
      .some((byte) => byte !== 0);
  }

  it(
    'at any step leaves the old database or the new one, whole, and is tidied up at the next start',
    async () => {
      const first = await setUp();
      const done = await restore(first.medadmin, first.backup, 0);
      const { names } = JSON.parse(done.stdout) as { names: string[] };
      expect(await stateOf(first.medadmin)).toBe('new');
      expect(names.length).toBeGreaterThan(20);
      const chosen = names.flatMap((name, index) => (ALL || isChosen(name, index, names) ? [index + 1] : []));

      const states: string[] = [];
      for (const at of chosen) {
        await rename(first.medadmin, 'Later');
        const killed = await restore(first.medadmin, first.backup, at);
        expect([at, killed.code, killed.stderr]).toEqual([at, null, '']);
        const state = await stateOf(first.medadmin);
        expect([at, names[at - 1], state]).toEqual([at, names[at - 1], expect.stringMatching(/^(old|new)$/)]);
        states.push(state);
        expect((await first.medadmin.run(['list-tenants'])).code).toBe(0);
        expect([at, names[at - 1], await remains(first.medadmin)]).toEqual([at, names[at - 1], []]);
        expect(await stateOf(first.medadmin)).toBe(state);
      }
      expect(states).toContain('old');
      expect(states).toContain('new');
    },
    LONG_MS,
  );
});

/** The last step before the swap and those inside of it, each once, and a few before. */
function isChosen(name: string, index: number, names: readonly string[]): boolean {
  const swap = names.lastIndexOf('before replace');
  if (index < swap) return index % 16 === 5;
  if (TEST_ENGINE === 'postgres') return AROUND_THE_SWAP.test(name);
  return AROUND_THE_SWAP.test(name) && names.lastIndexOf(name) === index;
}
