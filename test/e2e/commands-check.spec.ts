/** @engine sqlite: damages files. */
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { AuditTimes20261128001230 } from '../../src/audit/migrations/20261128001230-audit-times.js';
import { seededCommandLines } from '../support/command-line.js';
import type { CommandLine } from '../support/command-line.js';
import { Fleet } from '../support/fleet.js';
import { describePlain, IS_ENCRYPTED, openFile } from '../support/test-engine.js';

/** A file that another key opens does not tell whose it is. */
const FOREIGN = IS_ENCRYPTED ? 'database-damaged' : 'database-foreign';
const CITY = 'tenant_databases/tenant_city_hospital.sqlite3';
const COUNTY = 'tenant_databases/tenant_county_clinic.sqlite3';
const LAST_NAMES = 'index patients_patient_last_name';

function change(medadmin: CommandLine, file: string, ...statements: string[]): void {
  const database = openFile(medadmin.path(file));
  database.pragma('foreign_keys = OFF');
  database.unsafeMode();
  for (const sql of statements) database.exec(sql);
  database.close();
}

const ledger = (medadmin: CommandLine): unknown[] =>
  medadmin.rows('db.sqlite3', 'SELECT company_id, state, error_code FROM fleet_tenant ORDER BY company_id');
const summary = (counts: string, companies = 2): string => `${companies} companies: ${counts}.\n`;

describe('check-tenants', () => {
  const seeded = seededCommandLines();

  it('finds nothing wrong with databases that are as their migrations made them', async () => {
    const medadmin = seeded();
    expect(await medadmin.run(['check-tenants'])).toEqual({
      code: 0,
      stdout: `city-hospital: ok\ncounty-clinic: ok\n${summary('2 ok, 0 pending, 0 drifted, 0 unavailable, 0 locked')}`,
      stderr: '',
    });
    expect(ledger(medadmin)).toEqual([
      { company_id: 1, state: 'current', error_code: null },
      { company_id: 2, state: 'current', error_code: null },
    ]);
  });

  it('finds a schema that is another one, of which the history of migrations knows nothing', async () => {
    const medadmin = seeded();
    change(medadmin, CITY, `DROP ${LAST_NAMES}`, 'ALTER TABLE doctors_doctor ADD COLUMN salary integer');
    // Whoever asks the history only is told that all is well.
    expect(await medadmin.run(['migrate-tenants'])).toMatchObject({ code: 0 });

    const { code, stdout } = await medadmin.run(['check-tenants']);
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout:
        'city-hospital: drifted\n' +
        '  schema-drift: doctors_doctor: column salary is not expected\n' +
        `  schema-drift: patients_patient: ${LAST_NAMES} is missing\n` +
        `county-clinic: ok\n${summary('1 ok, 0 pending, 1 drifted, 0 unavailable, 0 locked')}`,
    });
    expect(ledger(medadmin)[0]).toEqual({ company_id: 1, state: 'failed', error_code: 'schema-drift' });
  });

  it('--repair makes indexes anew and leaves columns, which hold values, as they are', async () => {
    const medadmin = seeded();
    change(
      medadmin,
      CITY,
      `DROP ${LAST_NAMES}`,
      'CREATE INDEX patients_patient_last_name ON patients_patient (first_name)',
      'ALTER TABLE doctors_doctor ADD COLUMN salary integer DEFAULT 7',
    );
    const { code, stdout } = await medadmin.run(['check-tenants', '--company', 'city-hospital', '--repair']);
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout:
        `city-hospital: drifted\n  repaired: ${LAST_NAMES}\n` +
        '  schema-drift: doctors_doctor: column salary is not expected\n' +
        '1 company: 0 ok, 0 pending, 1 drifted, 0 unavailable, 0 locked, 1 repaired.\n',
    });
    expect(medadmin.rows(CITY, 'SELECT DISTINCT salary FROM doctors_doctor')).toEqual([{ salary: 7 }]);
    const index = `SELECT sql FROM sqlite_schema WHERE name = 'patients_patient_last_name'`;
    expect(medadmin.rows(CITY, index)[0]?.sql).toMatch(/\(last_name\)$/);
  });

  it('--repair makes an index anew whose entries are not those of its table', async () => {
    const medadmin = seeded();
    change(
      medadmin,
      CITY,
      'PRAGMA writable_schema = ON',
      `UPDATE sqlite_schema SET sql = replace(sql, '(last_name)', '(first_name)') WHERE name = 'patients_patient_last_name'`,
    );
    change(
      medadmin,
      CITY,
      `INSERT INTO patients_patient (first_name, last_name, created_at, updated_at)
      VALUES ('Zoe', 'Adams', '2026-11-24 08:00:00.000', '2026-11-24 08:00:00.000')`,
    );
    change(
      medadmin,
      CITY,
      'PRAGMA writable_schema = ON',
      `UPDATE sqlite_schema SET sql = replace(sql, '(first_name)', '(last_name)') WHERE name = 'patients_patient_last_name'`,
    );
    expect(await medadmin.run(['check-tenants'])).toMatchObject({ code: 1 });
    expect(ledger(medadmin)[0]).toMatchObject({ state: 'quarantined', error_code: 'database-damaged' });

    const { code, stdout } = await medadmin.run(['check-tenants', '--repair']);
    expect({ code, first: stdout.split('\n').slice(0, 2) }).toEqual({
      code: 0,
      first: ['city-hospital: ok', `  repaired: ${LAST_NAMES}`],
    });
    expect(medadmin.rows(CITY, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(ledger(medadmin)[0]).toMatchObject({ state: 'current', error_code: null });
  });

  it('finds rows that refer to nothing, and says so of how many, not of whom', async () => {
    const medadmin = seeded();
    change(medadmin, CITY, 'DELETE FROM patients_patient');
    const { code, stdout } = await medadmin.run(['check-tenants', '--json', '--company', 'city-hospital']);
    const rows = medadmin.rows(CITY, 'SELECT count(*) AS n FROM appointments_appointment')[0]?.n;
    expect(rows).toBeGreaterThan(0);
    expect([code, JSON.parse(stdout)]).toMatchObject([
      1,
      {
        companies: [
          {
            status: 'drifted',
            findings: [
              {
                code: 'foreign-keys-broken',
                detail: `appointments_appointment: ${String(rows)} rows refer to rows that do not exist`,
              },
            ],
          },
        ],
      },
    ]);
  });

  const DAMAGES: readonly (readonly [string, string, (medadmin: CommandLine) => void])[] = [
    ['missing', 'database-missing', (medadmin) => rmSync(medadmin.path(CITY))],
    ['not a database', 'database-damaged', (medadmin) => writeFileSync(medadmin.path(CITY), 'x'.repeat(20_000))],
    ["another company's", FOREIGN, (medadmin) => copyFileSync(medadmin.path(COUNTY), medadmin.path(CITY))],
  ];

  it.each(DAMAGES)(
    'says of a file that is %s: %s; repairs nothing, and looks at the others',
    async (_what, code, damage) => {
      const medadmin = seeded();
      damage(medadmin);
      const before = existsSync(medadmin.path(CITY)) && readFileSync(medadmin.path(CITY));
      const checked = await medadmin.run(['check-tenants', '--repair', '--json']);
      expect([checked.code, JSON.parse(checked.stdout)]).toMatchObject([
        1,
        { companies: [{ status: 'unavailable', error: { code } }, { status: 'ok' }], unavailable: 1, ok: 1 },
      ]);
      expect(ledger(medadmin)[0]).toMatchObject({ state: 'quarantined' });
      expect(existsSync(medadmin.path(CITY)) && readFileSync(medadmin.path(CITY))).toEqual(before);
    },
  );

  it('tells who waits for migrations, which is nothing wrong', async () => {
    const medadmin = seeded();
    change(
      medadmin,
      CITY,
      ...new AuditTimes20261128001230().sqlite.down,
      'DELETE FROM schema_migration WHERE name = (SELECT max(name) FROM schema_migration)',
    );
    const { code, stdout } = await medadmin.run(['check-tenants']);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `city-hospital: 1 migration pending\ncounty-clinic: ok\n${summary('1 ok, 1 pending, 0 drifted, 0 unavailable, 0 locked')}`,
    });
    expect(ledger(medadmin)[0]).toMatchObject({ state: 'pending' });
  });

  it('says which release a history is of that this program cannot have written', async () => {
    const medadmin = seeded();
    change(medadmin, CITY, `UPDATE schema_migration SET checksum = 'x' WHERE name LIKE '%patients'`);
    const { code, stdout } = await medadmin.run(['check-tenants', '--json']);
    expect([code, JSON.parse(stdout)]).toMatchObject([
      1,
      { companies: [{ status: 'unavailable', error: { code: 'migration-edited' } }, { status: 'ok' }] },
    ]);
  });

  it('--repair removes what a killed migration left beside a database', async () => {
    const medadmin = seeded();
    writeFileSync(medadmin.path(`${CITY}-snapshot`), 'x');
    expect((await medadmin.run(['check-tenants'])).stdout).toContain(
      '  leftover-file: tenant_city_hospital.sqlite3-snapshot was left by a killed process\n',
    );
    expect(await medadmin.run(['check-tenants', '--repair'])).toMatchObject({ code: 0 });
    expect(existsSync(medadmin.path(`${CITY}-snapshot`))).toBe(false);
  });
});

describePlain('files are copied')('check-tenants, of many companies,', () => {
  const seeded = seededCommandLines();

  it('goes through hundreds of companies with a handful of open files', async () => {
    const fleet = new Fleet(seeded(), 300);
    fleet.withFile('clinic-00150', (database) => database.exec(`DROP ${LAST_NAMES}`));
    const { code, stdout } = await fleet.commandLine.startPiped(`ulimit -n 64; exec ${process.execPath} "$0" "$@"`, [
      'check-tenants',
    ]);
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout:
        `clinic-00150: drifted\n  schema-drift: patients_patient: ${LAST_NAMES} is missing\n` +
        summary('299 ok, 0 pending, 1 drifted, 0 unavailable, 0 locked', 300),
    });
  });
});
