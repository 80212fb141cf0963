/** @engine postgres: what the server's own tools make of a company's database. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DatabaseEngine } from '../../src/database/index.js';
import { describePostgresSchema } from '../../src/database/schema/index.js';
import { registerCompany } from '../support/api-client.js';
import { addAppointment, addDoctor, addPatient } from '../support/clinic.js';
import { DebianPostgres } from '../support/debian-postgres.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { postgresUrl } from '../support/postgres-url.js';
import { ENCRYPTION_KEY } from '../support/test-engine.js';

describe('pg_dump of a company', () => {
  let postgres: DebianPostgres | undefined;
  let running: RunningApp | undefined;
  let url: URL;

  beforeAll(async () => {
    postgres = await DebianPostgres.find();
    if (postgres === undefined) {
      process.stderr.write('pg_dump is left out: it is not installed, and its Debian packages cannot be had.\n');
      return;
    }
    url = new URL(await postgres.start());
    running = await startApp({
      DATA_DIR: mkdtempSync(join(tmpdir(), 'medadmin-')),
      DATABASE_ENGINE: 'postgres',
      DATABASE_URL: postgresUrl('served', url.host, 'medadmin_master'),
      POSTGRES_ADMIN_URL: url.href,
      TENANT_ENCRYPTION_KEY: ENCRYPTION_KEY,
    });
  });
  afterAll(async () => {
    await running?.stop();
    await postgres?.stop();
  });

  const rowsOf = async (client: pg.Client, table: string): Promise<object[]> =>
    (await client.query<object>(`SELECT * FROM ${table} ORDER BY 1`)).rows;

  it('restores into an empty server, with all rows and the schema that the program checks for', async () => {
    if (running === undefined || postgres === undefined) return;
    const { api, signedIn } = await registerCompany(running.api, { companyName: 'City Hospital' });
    const doctorId = await addDoctor(api);
    await addAppointment(api, { doctorId, patientId: await addPatient(api, { notes: "it's\ta 𝒳" }) });
    // So that the program's own copies are tried on the oldest server, too.
    expect((await api.post('/api/backups')).status).toBe(201);
    const original = new URL('/medadmin_tenant_city_hospital', url);
    const dump = join(tmpdir(), `medadmin-dump-${process.pid}`);
    await postgres.run('pg_dump', ['--no-owner', '--no-acl', '--format=custom', `--file=${dump}`, original.href]);

    // What is not encrypted is in it as text.
    await postgres.run('pg_dump', [`--file=${dump}.sql`, original.href]);
    const text = readFileSync(`${dump}.sql`, 'utf8');
    rmSync(`${dump}.sql`);
    const found = ['Nowak', "it's", '𝒳', '1 Main Street', 'patient@', '555 0101'].filter((each) => text.includes(each));
    expect(found).toEqual(['Nowak']);

    const empty = new URL(await postgres.start());
    await postgres.run('psql', [empty.href, '-c', 'CREATE DATABASE restored']);
    empty.pathname = '/restored';
    await postgres.run('pg_restore', ['--no-owner', '--no-acl', '--exit-on-error', '-d', empty.href, dump]);
    rmSync(dump);
    const [before, after] = [original, empty].map(({ href }) => new pg.Client({ connectionString: href }));
    await before!.connect();
    await after!.connect();
    for (const table of [
      'doctors_doctor',
      'patients_patient',
      'appointments_appointment',
      'schema_migration',
      'medadmin.owner',
    ])
      expect([table, await rowsOf(after!, table)]).toEqual([table, await rowsOf(before!, table)]);
    const schema = await describePostgresSchema(async (sql) => (await after!.query<object>(sql)).rows);
    const { id } = signedIn.company;
    expect(schema).toEqual(await running.app.get(DatabaseEngine).describe('tenant_city_hospital', id));
    await before!.end();
    await after!.end();
  });
});
