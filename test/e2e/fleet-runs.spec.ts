/**
 * @engine sqlite: compares files.
 * @encryption off: files are copied and changed by hand.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { seededCommandLines } from '../support/command-line.js';
import { BLOOD_GROUP, Fleet, REBUILD_PATIENTS } from '../support/fleet.js';
import type { AddedMigration } from '../support/fleet.js';

const SIZE = 30;
const REFUSED = ['clinic-00005', 'clinic-00010', 'clinic-00015'];

interface Report {
  companies: { slug: string; status: string; applied?: string[]; undone?: string[]; error?: { code: string } }[];
  migrated: number;
  undone: number;
  upToDate: number;
  failed: number;
  doneBefore: number;
  notReached: number;
  rows: number;
  end: string;
}

describe('A run over a fleet', () => {
  const seeded = seededCommandLines();
  const fleetOf = (size = SIZE): Fleet => new Fleet(seeded(), size);
  const reportOf = async (
    fleet: Fleet,
    args: readonly string[],
    ...migrations: AddedMigration[]
  ): Promise<[number | null, Report]> => {
    const { code, stdout } = await fleet.run(['migrate-tenants', '--json', ...args], migrations);
    return [code, JSON.parse(stdout) as Report];
  };
  /** Companies whose rows the new rule of REBUILD_PATIENTS refuses. */
  const spoil = (fleet: Fleet): void => {
    for (const slug of REFUSED) {
      fleet.withFile(slug, (database) => database.exec(`UPDATE patients_patient SET last_name = ''`));
    }
  };
  const hashes = (fleet: Fleet): string[] => fleet.slugs.map((slug) => fleet.hash(slug));
  const files = (fleet: Fleet): unknown[] =>
    readdirSync(fleet.commandLine.path('tenant_databases'), { recursive: true }).sort();

  it('--dry-run tells who waits for what, and the SQL, and changes nothing', async () => {
    const fleet = fleetOf();
    await fleet.run(['migrate-tenants', '--company', 'clinic-00003'], [BLOOD_GROUP]);
    const before = [hashes(fleet), fleet.master('SELECT * FROM fleet_tenant'), files(fleet)];
    const { code, stdout } = await fleet.run(['migrate-tenants', '--dry-run'], [BLOOD_GROUP]);
    expect(code).toBe(0);
    expect(stdout).toContain(`29 companies: ${BLOOD_GROUP.name}\n`);
    for (const sql of BLOOD_GROUP.up) expect(stdout).toContain(`${sql};\n`);
    expect(stdout).toMatch(/30 companies: 29 to migrate, 1 up to date, 0 cannot be\. Nothing was changed\.\n$/);
    expect([hashes(fleet), fleet.master('SELECT * FROM fleet_tenant'), files(fleet)]).toEqual(before);
  });

  it('--rehearse runs on copies: tells rows and who would fail, and changes nothing', async () => {
    const fleet = fleetOf();
    spoil(fleet);
    const before = [hashes(fleet), files(fleet)];
    const [code, report] = await reportOf(fleet, ['--rehearse'], REBUILD_PATIENTS);
    expect([code, report.migrated, report.failed]).toEqual([1, SIZE - 3, 3]);
    const failed = report.companies.filter(({ status }) => status === 'failed');
    expect(failed.map(({ slug, error }) => [slug, error?.code])).toEqual(
      REFUSED.map((slug) => [slug, 'migration-failed']),
    );
    const rows = fleet.rows<{ n: number }>('clinic-00003', 'SELECT count(*) AS n FROM appointments_appointment')[0]!.n;
    expect(report.rows).toBeGreaterThan((SIZE - 3) * rows);
    expect([hashes(fleet), files(fleet)]).toEqual(before);
    expect(fleet.haveApplied(REBUILD_PATIENTS)).toEqual([]);
  });

  it('--canary does some, stops where nobody can be asked, and --resume does the others', async () => {
    const fleet = fleetOf();
    const [code, report] = await reportOf(fleet, ['--canary', '4'], BLOOD_GROUP);
    expect([code, report.migrated, report.notReached, report.end]).toEqual([1, 4, SIZE - 4, 'canary']);
    expect(fleet.haveApplied(BLOOD_GROUP)).toHaveLength(4);

    const [codeThen, others] = await reportOf(fleet, ['--resume'], BLOOD_GROUP);
    expect([codeThen, others.migrated, others.doneBefore]).toEqual([0, SIZE - 4, 4]);
    expect(fleet.haveApplied(BLOOD_GROUP)).toEqual(fleet.slugs);
  });

  it('--max-failures begins with nobody else; --resume tries those that failed again, and says so', async () => {
    const fleet = fleetOf();
    spoil(fleet);
    const [code, report] = await reportOf(fleet, ['--max-failures', '1', '--concurrency', '1'], REBUILD_PATIENTS);
    expect([code, report.failed, report.end]).toEqual([1, 1, 'max-failures']);
    expect(report.notReached).toBeGreaterThan(20);

    for (const slug of REFUSED) {
      fleet.withFile(slug, (database) => database.exec(`UPDATE patients_patient SET last_name = 'Repaired'`));
    }
    const { code: codeThen, stdout, stderr } = await fleet.run(['migrate-tenants', '--resume'], [REBUILD_PATIENTS]);
    expect([codeThen, stderr]).toMatchObject([0, expect.stringMatching(/^Going on with run 1, begun /)]);
    expect(stdout).toMatch(/30 companies: \d+ migrated, 0 up to date, 0 failed, \d+ done before\.\n$/);
    expect(stdout).toContain('clinic-00005');
    expect(fleet.haveApplied(REBUILD_PATIENTS)).toEqual(fleet.slugs);
  });

  it('--undo takes back what the last run applied, and no more', async () => {
    const fleet = fleetOf();
    const schema = (slug: string): unknown[] => fleet.rows(slug, 'SELECT name, sql FROM sqlite_schema ORDER BY name');
    const appointments = (slug: string): unknown[] => fleet.rows(slug, 'SELECT * FROM appointments_appointment');
    await fleet.run(['migrate-tenants', '--company', 'clinic-00007'], [BLOOD_GROUP]);
    const before = [schema('clinic-00003'), appointments('clinic-00003')];
    expect((await reportOf(fleet, [], BLOOD_GROUP))[1].migrated).toBe(SIZE - 1);

    const [code, report] = await reportOf(fleet, ['--undo'], BLOOD_GROUP);
    expect([code, report.undone, report.failed]).toEqual([0, SIZE - 1, 0]);
    expect(fleet.haveApplied(BLOOD_GROUP)).toEqual(['clinic-00007']);
    expect([schema('clinic-00003'), appointments('clinic-00003')]).toEqual(before);

    // The run before applied it to the one that is left.
    expect((await reportOf(fleet, ['--undo'], BLOOD_GROUP))[1].undone).toBe(1);
    expect(fleet.haveApplied(BLOOD_GROUP)).toEqual([]);
    expect((await fleet.run(['migrate-tenants', '--undo'], [BLOOD_GROUP])).code).toBe(1);
  });

  it('ends at Ctrl-C with those under way, and says how to go on', async () => {
    const fleet = fleetOf(400);
    let isInterrupted = false;
    const { code, stdout, stderr } = await fleet.run(['migrate-tenants', '--concurrency', '1'], [REBUILD_PATIENTS], {
      onError: (shown, child) => {
        // A second one would end it at once.
        if (isInterrupted || !/\d+\/400/.test(shown)) return;
        isInterrupted = child.kill('SIGINT');
      },
    });
    expect(code).toBe(1);
    expect(stderr).toContain('Go on with: medadmin migrate-tenants --resume\n');
    const [, notReached] = /Interrupted: (\d+) not reached\.\n$/.exec(stdout) ?? [];
    expect(fleet.haveApplied(REBUILD_PATIENTS)).toHaveLength(400 - Number(notReached));

    expect((await fleet.run(['migrate-tenants', '--resume'], [REBUILD_PATIENTS])).code).toBe(0);
    expect(fleet.haveApplied(REBUILD_PATIENTS)).toEqual(fleet.slugs);
  });

  it('refuses options that make no sense together, and migrations that are not known', async () => {
    const fleet = fleetOf(2);
    const USAGES = [
      ['--resume', '--undo'],
      ['--dry-run', '--rehearse'],
      ['--to', BLOOD_GROUP.name],
      ['--canary', '0'],
      ['--concurrency', 'x'],
    ];
    for (const args of USAGES) {
      expect([args, (await fleet.run(['migrate-tenants', ...args], [])).code]).toEqual([args, 2]);
    }
    fleet.withFile('city-hospital', (database) =>
      database.exec(`INSERT INTO schema_migration VALUES ('20981231000000-newer', 'x', '2098-12-31T00:00:00.000Z', 1)`),
    );
    const [code, report] = await reportOf(fleet, [], BLOOD_GROUP);
    expect(code).toBe(1);
    expect(report.companies[0]).toMatchObject({ status: 'failed', error: { code: 'migration-unknown' } });
    expect(report.companies[1]).toMatchObject({ status: 'migrated' });
    writeFileSync(fleet.file('county-clinic'), '');
    expect((await reportOf(fleet, ['--undo'], BLOOD_GROUP))[0]).toBe(1);
  });
});
