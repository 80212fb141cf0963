/**
 * @engine sqlite: a thousand files, some damaged.
 * @encryption off: files are copied and changed by hand.
 */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { seededCommandLines } from '../support/command-line.js';
import { Fleet, REBUILD_PATIENTS } from '../support/fleet.js';

const APPOINTMENTS = 10;
const KEPT =
  'SELECT count(*) AS n FROM appointments_appointment JOIN patients_patient ON patients_patient.id = patient_id';
/** How often the migration has really run on these rows. */
const TRACES = `SELECT DISTINCT length(notes) - length(replace(notes, '+', '')) AS n FROM patients_patient`;

interface Report {
  companies: { slug: string; status: string; error?: { code: string } }[];
  migrated: number;
  upToDate: number;
  failed: number;
  notReached: number;
}

describe('A fleet of 1,000 companies', () => {
  const seeded = seededCommandLines();

  it('is migrated but for a damaged file and a row that the new rule refuses, which stay as they were', async () => {
    const fleet = new Fleet(seeded(), 1000);
    const [damaged, refused] = ['clinic-00100', 'clinic-00200'];
    writeFileSync(fleet.file(damaged), 'x'.repeat(20_000));
    fleet.withFile(refused, (database) => database.exec(`UPDATE patients_patient SET last_name = ''`));
    const before = [damaged, refused].map((slug) => fleet.hash(slug));
    const refusedRows = fleet.rows(refused, 'SELECT * FROM patients_patient');

    const { code, stdout } = await fleet.run(['migrate-tenants', '--json'], [REBUILD_PATIENTS]);
    const report = JSON.parse(stdout) as Report;
    expect([code, report.migrated, report.failed, report.notReached]).toEqual([1, 998, 2, 0]);
    expect(report.companies.filter(({ status }) => status === 'failed')).toMatchObject([
      { slug: damaged, error: { code: 'database-damaged' } },
      { slug: refused, error: { code: expect.any(String) } },
    ]);

    const others = fleet.slugs.filter((slug) => slug !== damaged && slug !== refused);
    for (const slug of others) {
      expect([slug, fleet.rows(slug, KEPT), fleet.rows(slug, TRACES)]).toEqual([
        slug,
        [{ n: APPOINTMENTS }],
        [{ n: 1 }],
      ]);
      expect([slug, fleet.rows(slug, 'PRAGMA foreign_key_check')]).toEqual([slug, []]);
    }
    expect([damaged, refused].map((slug) => fleet.hash(slug))).toEqual(before);
    expect(fleet.rows(refused, 'SELECT * FROM patients_patient')).toEqual(refusedRows);
    expect(fleet.rows(refused, KEPT)).toEqual([{ n: APPOINTMENTS }]);
    expect(fleet.master('SELECT state, count(*) AS n FROM fleet_tenant GROUP BY state ORDER BY n')).toEqual([
      { state: expect.stringMatching(/failed|quarantined/), n: 1 },
      { state: expect.stringMatching(/failed|quarantined/), n: 1 },
      { state: 'current', n: 998 },
    ]);
  });

  it('is brought to the end after the command was killed ten times, each database once', async () => {
    const fleet = new Fleet(seeded(), 1000);
    const done = (): number => fleet.master<{ n: number }>(DONE)[0]!.n;
    let killed = 0;
    for (let round = 0; round < 10; round += 1) {
      const before = round === 0 ? 0 : done();
      const args = round === 0 ? ['migrate-tenants'] : ['migrate-tenants', '--resume'];
      const child = fleet.spawn([...args, '--concurrency', '2'], [REBUILD_PATIENTS]);
      const exit = once(child, 'exit');
      while (child.exitCode === null && done() <= before) await sleep(5);
      await sleep(Math.random() * 100);
      child.kill('SIGKILL');
      const [, signal] = (await exit) as [number | null, string | null];
      if (signal === 'SIGKILL') killed += 1;
    }
    expect(killed).toBe(10);
    expect(done()).toBeLessThan(1000);

    const last = await fleet.run(['migrate-tenants', '--resume'], [REBUILD_PATIENTS]);
    expect(last).toMatchObject({ code: 0 });
    expect(last.stdout).toMatch(/1000 companies: \d+ migrated, \d+ up to date, 0 failed, \d+ done before\.\n$/);
    expect(fleet.haveApplied(REBUILD_PATIENTS)).toEqual(fleet.slugs);
    for (const slug of fleet.slugs) {
      expect([slug, fleet.rows(slug, TRACES), fleet.rows(slug, KEPT)]).toEqual([
        slug,
        [{ n: 1 }],
        [{ n: APPOINTMENTS }],
      ]);
      expect([slug, fleet.rows(slug, 'PRAGMA integrity_check')]).toEqual([slug, [{ integrity_check: 'ok' }]]);
    }
    expect(done()).toBe(1000);
    expect(fleet.leftovers()).toEqual([]);
  });

  it('is migrated once by two commands and a starting server at the same time', async () => {
    const fleet = new Fleet(seeded(), 200);
    const server = fleet.spawn([], [REBUILD_PATIENTS], { MORE_MIGRATIONS_SERVER: '1', PORT: '0' });
    const commands = await Promise.all([1, 2].map(() => fleet.run(['migrate-tenants', '--json'], [REBUILD_PATIENTS])));
    const stopped = once(server, 'exit');
    server.kill('SIGTERM');
    await stopped;
    for (const { code, stdout } of commands) {
      expect([code, JSON.parse(stdout)]).toMatchObject([0, { failed: 0, notReached: 0 }]);
    }
    for (const slug of fleet.slugs) expect([slug, fleet.rows(slug, TRACES)]).toEqual([slug, [{ n: 1 }]]);
    expect(fleet.haveApplied(REBUILD_PATIENTS)).toEqual(fleet.slugs);
  });

  it('cannot be rebuilt by a tool that leaves foreign keys in force', () => {
    const fleet = new Fleet(seeded(), 3);
    fleet.withFile('clinic-00003', (database) => {
      // Their action is RESTRICT; with CASCADE the appointments would be gone without a word.
      database.pragma('foreign_keys = ON');
      expect(() => {
        for (const sql of REBUILD_PATIENTS.up) database.exec(sql);
      }).toThrow('FOREIGN KEY constraint failed');
    });
  });
});

const DONE = `SELECT count(*) AS n FROM fleet_tenant WHERE state = 'current' AND schema_version = '${REBUILD_PATIENTS.name}'`;
