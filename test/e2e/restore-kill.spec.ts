/** @engine sqlite: only there has the program backups of its own. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { seededCommandLines } from '../support/command-line.js';
import type { CommandLine, CommandResult } from '../support/command-line.js';

const CHILD = new URL('../support/restoring-child.mjs', import.meta.url).pathname;
const FILE = 'tenant_databases/tenant_city_hospital.sqlite3';
/** Steps that are tried: `npm run soak:restore` tries every one, the suite those around the swap and a few more. */
const ALL = process.env.RESTORE_KILL_STEPS === 'all';
const AROUND_THE_SWAP = /before replace|after exec|rename|writeSync/;

describe('A restore that is killed', () => {
  const seeded = seededCommandLines();

  async function setUp(): Promise<{ medadmin: CommandLine; backup: string }> {
    const medadmin = seeded();
    const { stdout } = await medadmin.run(['backup-tenant', 'city-hospital', '--json']);
    rename(medadmin, 'Later');
    return { medadmin, backup: (JSON.parse(stdout) as { file: string }).file };
  }

  function rename(medadmin: CommandLine, lastName: string): void {
    const database = new Database(medadmin.path(FILE), { fileMustExist: true });
    database.prepare('UPDATE doctors_doctor SET last_name = ?').run(lastName);
    database.close();
  }

  const restore = (medadmin: CommandLine, backup: string, at: number): Promise<CommandResult> =>
    medadmin.start(process.execPath, [CHILD, 'city-hospital', backup], { env: { CRASH_AT: String(at) } });

  /** `old` or `new`; anything else is neither. */
  function stateOf(medadmin: CommandLine): string {
    const database = new Database(medadmin.path(FILE), { fileMustExist: true });
    try {
      const later = "SELECT count(*) AS all_rows, sum(last_name = 'Later') AS later FROM doctors_doctor";
      const { all_rows: all, later: changed } = database.prepare(later).get() as Record<string, number>;
      const integrity: unknown = database.pragma('integrity_check', { simple: true });
      if (integrity !== 'ok' || all !== 3) return `${String(integrity)}, ${all} rows`;
      return { 0: 'new', 3: 'old' }[changed ?? -1] ?? `${changed} of each`;
    } finally {
      database.close();
    }
  }

  /** What no recovery may leave behind. */
  function remains(medadmin: CommandLine): string[] {
    const registered = medadmin.rows('db.sqlite3', 'SELECT file FROM fleet_backup').map(({ file }) => String(file));
    const backups = readdirSync(medadmin.path('backups/1')).map((name) => `1/${name}`);
    return [
      ...backups.filter((file) => !registered.includes(file)),
      ...registered.filter((file) => !backups.includes(file)).map((file) => `no ${file}`),
      ...readdirSync(medadmin.path('.backup-work')),
      ...readdirSync(medadmin.path('tenant_databases/.work')).filter((name) => !name.startsWith('template_')),
      ...readdirSync(medadmin.path('tenant_databases')).filter((name) => isRemains(medadmin, name)),
      ...medadmin.rows('db.sqlite3', "SELECT kind FROM fleet_operation WHERE state = 'running'").map(String),
    ];
  }

  /** A journal without a header is none; SQLite removes it when the database is next opened for writing. */
  function isRemains(medadmin: CommandLine, name: string): boolean {
    if (!name.endsWith('-journal')) return name.endsWith('-snapshot');
    return readFileSync(medadmin.path('tenant_databases', name))
      .subarray(0, 8)
      .some((byte) => byte !== 0);
  }

  it('at any step leaves the old database or the new one, whole, and is tidied up at the next start', async () => {
    const first = await setUp();
    const done = await restore(first.medadmin, first.backup, 0);
    const { names } = JSON.parse(done.stdout) as { names: string[] };
    expect(stateOf(first.medadmin)).toBe('new');
    expect(names.length).toBeGreaterThan(20);
    const chosen = names.flatMap((name, index) => (ALL || isChosen(name, index, names) ? [index + 1] : []));

    const states: string[] = [];
    for (const at of chosen) {
      rename(first.medadmin, 'Later');
      const killed = await restore(first.medadmin, first.backup, at);
      expect([at, killed.code, killed.stderr]).toEqual([at, null, '']);
      const state = stateOf(first.medadmin);
      expect([at, names[at - 1], state]).toEqual([at, names[at - 1], expect.stringMatching(/^(old|new)$/)]);
      states.push(state);
      expect((await first.medadmin.run(['list-tenants'])).code).toBe(0);
      expect([at, names[at - 1], remains(first.medadmin)]).toEqual([at, names[at - 1], []]);
      expect(stateOf(first.medadmin)).toBe(state);
    }
    expect(states).toContain('old');
    expect(states).toContain('new');
  }, 600_000);
});

/** The last step before the swap and those inside of it, each once, and a few before. */
function isChosen(name: string, index: number, names: readonly string[]): boolean {
  const swap = names.lastIndexOf('before replace');
  if (index < swap) return index % 16 === 5;
  return AROUND_THE_SWAP.test(name) && names.lastIndexOf(name) === index;
}
