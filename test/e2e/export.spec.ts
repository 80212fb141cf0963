/** @engine both: what must hold on either engine. */
import { createHash } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import { CreateDoctorDto, Doctor } from '../../src/doctors/index.js';
import { withFormula } from '../../src/common/index.js';
import { Patient } from '../../src/patients/index.js';
import { Tenancy, TenantWrites } from '../../src/tenancy/index.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient, SignedIn } from '../support/api-client.js';
import { addAppointment, addDoctor, addPatient } from '../support/clinic.js';
import { addColleague } from '../support/colleagues.js';
import { importCsv } from '../support/csv.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { unzip } from '../support/zip.js';
import { SOMEBODY } from '../support/somebody.js';

const TABLES = ['appointments_appointment', 'doctors_doctor', 'patients_patient'];

interface Manifest {
  readonly company: Record<string, unknown>;
  readonly rows: Record<string, number>;
  readonly files: Record<string, { sizeBytes: number; sha256: string }>;
}

describe('an export', () => {
  let running: RunningApp;
  let api: ApiClient;
  let signedIn: SignedIn;
  let files: Map<string, Buffer>;
  let headers: Headers;

  const fetchExport = async (client = api): Promise<Response> =>
    fetch(`${running.url}/api/export`, { method: 'POST', headers: { Authorization: `Bearer ${client.token}` } });
  const exported = async (): Promise<Map<string, Buffer>> =>
    unzip(Buffer.from(await (await fetchExport()).arrayBuffer()));
  const json = (name: string, from = files): unknown => JSON.parse(from.get(name)?.toString('utf8') ?? 'null');

  /** Opens the SQLite file of an export and reads it. */
  function query(sql: string, from = files): unknown[] {
    const path = join(running.dataDir, `look-${Math.random()}.sqlite3`);
    writeFileSync(path, from.get('database.sqlite3') ?? '');
    const database = new Database(path, { readonly: true });
    try {
      return database.prepare(sql).all();
    } finally {
      database.close();
    }
  }

  beforeAll(async () => {
    running = await startApp();
    ({ api, signedIn } = await registerCompany(running.api, { companyName: 'City Hospital', planCode: 'enterprise' }));
    const doctorId = await addDoctor(api, { lastName: 'Quote "d", and\u00a0more' });
    const patientId = await addPatient(api, { lastName: 'Öz 😀', address: 'Line 1\nLine 2', notes: '=1+1' });
    await addAppointment(api, { doctorId, patientId });
    await api.delete(`/api/patients/${await addPatient(api, { lastName: 'DELETED-LONG-AGO' })}`);
    await api.post('/api/patients', { firstName: 'A', lastName: 'Key' }, { 'Idempotency-Key': 'k-1' });
    const response = await fetchExport();
    headers = response.headers;
    files = await unzip(Buffer.from(await response.arrayBuffer()));
  });
  afterAll(() => running.stop());

  it('has a CSV file per table, all of them as JSON, the database, and a manifest, and is named after company and time', () => {
    expect([...files.keys()]).toEqual([
      ...TABLES.map((table) => `csv/${table}.csv`),
      'data.json',
      'database.sqlite3',
      'manifest.json',
    ]);
    expect(headers.get('content-type')).toBe('application/zip');
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="city-hospital-\d{4}-\d\d-\d\dT[\d-]{8}Z.zip"$/,
    );
  });

  it('has a manifest that is true of every file', () => {
    const manifest = json('manifest.json') as Manifest;
    expect(manifest).toMatchObject({
      format: 1,
      company: { slug: 'city-hospital', name: 'City Hospital', address: null },
      schemaVersion: expect.stringMatching(/^\d{14}-/),
      rows: { appointments_appointment: 1, doctors_doctor: 1, patients_patient: 2 },
    });
    expect(Object.keys(manifest.files)).toEqual([...files.keys()].slice(0, -1));
    for (const [name, { sizeBytes, sha256 }] of Object.entries(manifest.files)) {
      const content = files.get(name) ?? Buffer.of();
      expect([name, content.length, createHash('sha256').update(content).digest('hex')]).toEqual([
        name,
        sizeBytes,
        sha256,
      ]);
    }
  });

  it('says the same in CSV, JSON and SQLite, whatever characters there are', () => {
    const all = json('data.json') as Record<string, Record<string, unknown>[]>;
    expect(Object.keys(all)).toEqual(TABLES);
    for (const table of TABLES) {
      const inDatabase = query(`SELECT * FROM ${table} ORDER BY id`) as Record<string, unknown>[];
      expect(all[table]).toEqual(inDatabase);
      const cast = (cell: string): string => withFormula(cell);
      const inCsv = parse(files.get(`csv/${table}.csv`) ?? '', { columns: true, cast });
      expect(inCsv).toEqual(
        inDatabase.map((row) =>
          Object.fromEntries(Object.entries(row).map(([name, value]) => [name, `${(value ?? '') as string | number}`])),
        ),
      );
    }
    expect(all.patients_patient?.[0]).toMatchObject({ last_name: 'Öz 😀', address: 'Line 1\nLine 2', notes: '=1+1' });
    // What a spreadsheet would compute is text there.
    expect(files.get('csv/patients_patient.csv')?.toString()).toContain(",'=1+1,");
  });

  it('holds nothing of what was deleted, and no answers that are kept for repeated requests', () => {
    const bytes = files.get('database.sqlite3') ?? Buffer.of();
    expect(bytes.includes('Öz')).toBe(true);
    expect(bytes.includes('DELETED-LONG-AGO')).toBe(false);
    expect(query('SELECT * FROM tenancy_idempotency_key')).toEqual([]);
    expect(bytes.includes('"lastName":"Key"')).toBe(false);
    expect(query('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });

  it('is a file that imports take: another clinic reads the patients of this one', async () => {
    const other = await registerCompany(running.api);
    const answer = await importCsv(other.api, '/api/patients/import', files.get('csv/patients_patient.csv') ?? '');
    expect(answer.body).toMatchObject({ imported: 2, refused: [] });
    // Also what is no formula here because an apostrophe was put before it.
    expect((await other.api.get('/api/patients')).text).toContain('"notes":"=1+1"');
  });

  it('is of one moment, while others write: two tables that are always equal are equal in it', async () => {
    const { app } = running;
    let isDone = false;
    const writing = app.get(Tenancy).run({ companyId: signedIn.company.id }, TenantWrites, async (writes) => {
      const now = new Date();
      for (let pair = 0; !isDone; pair += 1) {
        await writes.run(SOMEBODY, async (transaction) => {
          const person = { firstName: 'Pair', lastName: `P${pair}`, createdAt: now, updatedAt: now };
          await transaction.insert(Doctor, { ...new CreateDoctorDto(), ...person, specialty: 'Pairs' });
          await transaction.insert(Patient, person);
        });
        await sleep(0);
      }
    });
    try {
      for (let round = 0; round < 10; round += 1) {
        const found = await exported();
        const { doctors_doctor: doctors = [], patients_patient: patients = [] } = json('data.json', found) as Record<
          string,
          Record<string, unknown>[]
        >;
        const pairs = (rows: Record<string, unknown>[]): number =>
          rows.filter((row) => row.first_name === 'Pair').length;
        expect(pairs(doctors)).toBe(pairs(patients));
        const [row] = query(
          `SELECT (SELECT count(*) FROM doctors_doctor WHERE first_name = 'Pair') - (SELECT count(*) FROM patients_patient WHERE first_name = 'Pair') AS difference`,
          found,
        );
        expect(row).toEqual({ difference: 0 });
        expect(pairs(doctors)).toBe((json('manifest.json', found) as Manifest).rows.doctors_doctor! - 1);
      }
    } finally {
      isDone = true;
      await writing;
    }
  });

  it('is made once at a time, and again when the client has gone away in the middle', async () => {
    const file = `firstName,lastName\n${'Many,Patients\n'.repeat(20_000)}`;
    expect((await importCsv(api, '/api/patients/import', file)).status).toBe(200);
    const first = await fetchExport();
    expect((await fetchExport()).status).toBe(409);
    await first.body?.cancel();
    let again = await fetchExport();
    for (let tries = 0; again.status === 409 && tries < 100; tries += 1) {
      await sleep(20);
      again = await fetchExport();
    }
    expect(again.status).toBe(200);
    expect((await unzip(Buffer.from(await again.arrayBuffer()))).size).toBe(6);
  });

  it('leaves nothing of the company lying about', () => {
    const left = readdirSync(join(running.dataDir, 'tenant_databases', '.work'));
    expect(left.filter((name) => name.startsWith('tenant_'))).toEqual([]);
  });

  it('is for owners and admins', async () => {
    const { id } = signedIn.company;
    const doctor = await addColleague(running.app, running.api, id, 'doctor');
    expect((await fetchExport(doctor)).status).toBe(403);
    const admin = await addColleague(running.app, running.api, id, 'admin');
    const answer = await fetchExport(admin);
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
  });
});
