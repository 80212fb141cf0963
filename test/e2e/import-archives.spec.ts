/** @engine sqlite: takes apart the files that archives hold. */
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { TenantDirectory } from '../../src/tenancy/index.js';
import type { ArchiveRefusedError } from '../../src/fleet/index.js';
import { CompanyImport } from '../../src/master/index.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient, SignedIn } from '../support/api-client.js';
import { addAppointment, addDoctor, addPatient } from '../support/clinic.js';
import { signIn } from '../support/colleagues.js';
import { filesUnder, filesWith } from '../support/life-files.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { unzip, zipOf } from '../support/zip.js';
import type { ZipPart } from '../support/zip.js';

const MANIFEST = 'manifest.json';
const DATABASE = 'database.sqlite3';
const MIB = 1024 * 1024;

interface Manifest {
  format: number;
  company: Record<string, unknown>;
  schemaVersion: string;
  rows: Record<string, number>;
  files: Record<string, { sizeBytes: number; sha256: string }>;
}

type Files = Map<string, Buffer>;

describe('an export', () => {
  let running: RunningApp;
  let source: ApiClient;
  let files: Files;
  let made = 0;

  beforeAll(async () => {
    running = await startApp();
    ({ api: source } = await registerCompany(running.api, { companyName: 'City Hospital', planCode: 'professional' }));
    const doctorId = await addDoctor(source, { licenseNumber: 'L-SOURCE' });
    const patientId = await addPatient(source, { lastName: 'Öz 😀', notes: 'SOURCE NOTE' });
    await addAppointment(source, { doctorId, patientId, reason: 'Check' });
    const headers = { Authorization: `Bearer ${source.token}` };
    const response = await fetch(`${running.url}/api/export`, { method: 'POST', headers });
    files = await unzip(Buffer.from(await response.arrayBuffer()));
  });
  afterAll(() => running.stop());

  const manifestOf = (from: Files): Manifest => JSON.parse(from.get(MANIFEST)?.toString() ?? '') as Manifest;
  const told = (content: Buffer) => ({
    sizeBytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  });

  /** A copy of the export in which somebody changed something, and the manifest with it where they knew how. */
  function changed(change: (copy: Files, manifest: Manifest) => void): ZipPart[] {
    const copy = new Map(files);
    const manifest = manifestOf(copy);
    change(copy, manifest);
    if (copy.get(MANIFEST) === files.get(MANIFEST)) copy.set(MANIFEST, Buffer.from(JSON.stringify(manifest)));
    return [...copy].map(([name, content]) => ({ name, content }));
  }

  /** The same with another database, of which the manifest tells the truth. */
  function withDatabase(work: (database: Database.Database) => void, manifestChange?: (manifest: Manifest) => void) {
    return changed((copy, manifest) => {
      const path = join(running.dataDir, `hostile-${(made += 1)}`);
      writeFileSync(path, copy.get(DATABASE) ?? '');
      const database = new Database(path);
      database.pragma('journal_mode = DELETE');
      database.pragma('foreign_keys = OFF');
      work(database);
      database.close();
      const content = readFileSync(path);
      rmSync(path);
      copy.set(DATABASE, content);
      manifest.files[DATABASE] = told(content);
      manifestChange?.(manifest);
    });
  }
  const sql = (text: string, manifestChange?: (manifest: Manifest) => void) =>
    withDatabase((database) => void database.exec(text), manifestChange);
  const with_ = (name: string, content = Buffer.from('x')) =>
    changed((copy, manifest) => {
      copy.set(name, content);
      manifest.files[name] = told(content);
    });
  const bytes = (parts: readonly ZipPart[]): Buffer => zipOf(parts);
  const manifest = (change: (manifest: Manifest) => void) => changed((_copy, each) => change(each));

  async function importing(archive: Buffer, input: Record<string, unknown> = {}) {
    const path = join(running.dataDir, `archive-${(made += 1)}.zip`);
    writeFileSync(path, archive);
    try {
      const request = { name: `Imported ${made}`, planCode: 'professional', ...input };
      return await running.app.get(CompanyImport).found(path, request, 'command');
    } finally {
      rmSync(path);
    }
  }
  async function filling(archive: Buffer, slug: string, isMerge = false) {
    const path = join(running.dataDir, `archive-${(made += 1)}.zip`);
    writeFileSync(path, archive);
    try {
      const tenant = await running.app.get(TenantDirectory).bySlug(slug);
      return await running.app.get(CompanyImport).into(tenant!, path, isMerge, 'command');
    } finally {
      rmSync(path);
    }
  }
  const total = async (api: ApiClient, what: string): Promise<unknown> => (await api.get(`/api/${what}`)).body.total;

  it('becomes a company with the same rows', async () => {
    const { slug, owner } = await importing(bytes(changed(() => undefined)));
    const api = await signIn(running.api, owner.username, owner.password);
    for (const what of ['doctors', 'patients', 'appointments']) {
      const [theirs, ours] = await Promise.all([source.get(`/api/${what}`), api.get(`/api/${what}`)]);
      expect(ours.body).toEqual(theirs.body);
    }
    expect((await api.get<SignedIn>('/api/auth/me')).body.company.slug).toBe(slug);
    expect((await api.post('/api/patients', { firstName: 'A', lastName: 'B' })).body.id).toBe(2);
  });

  it('finds another slug where the name gives one that is taken, and is refused where somebody chose it, or the name', async () => {
    const archive = bytes(changed(() => undefined));
    expect((await importing(archive, { name: 'City  Hospital!' })).slug).toBe('city-hospital-2');
    await expect(importing(archive, { slug: 'city-hospital' })).rejects.toMatchObject({ code: 'already-exists' });
    await expect(importing(archive, { name: 'City Hospital' })).rejects.toMatchObject({ code: 'already-exists' });
  });

  it('fills an empty company; one with rows only when they are to be merged, with new numbers', async () => {
    const archive = bytes(changed(() => undefined));
    const { api, signedIn } = await registerCompany(running.api, { planCode: 'professional' });
    const { slug } = signedIn.company;
    expect(await filling(archive, slug)).toEqual(manifestOf(files).rows);
    await expect(filling(archive, slug)).rejects.toMatchObject({ code: 'conflict' });
    await expect(filling(archive, slug, true)).rejects.toMatchObject({ name: 'ArchiveRefusedError' });
    expect(await total(api, 'patients')).toBe(1);
    const other = bytes(sql(`UPDATE doctors_doctor SET license_number = 'L-OTHER'`));
    await filling(other, slug, true);
    const { items } = (await api.get<{ items: Record<string, unknown>[] }>('/api/appointments?sort=id')).body;
    expect(items.map(({ id, doctorId, patientId }) => [id, doctorId, patientId])).toEqual([
      [1, 1, 1],
      [2, 2, 2],
    ]);
  });

  it('of an older program is brought up to date', async () => {
    const older = sql(
      `DROP TABLE audit_entry; DROP TABLE audit_segment; DROP TABLE audit_intake; DROP TABLE appointments_appointment;
       DELETE FROM schema_migration WHERE name LIKE '%create-appointments' OR name LIKE '%audit'
         OR name LIKE '%audit-times' OR name LIKE '%encrypted-columns'`,
      (each) => {
        each.schemaVersion = '20261124001100-create-patients';
        delete each.rows.appointments_appointment;
      },
    );
    const { owner } = await importing(bytes(older));
    const api = await signIn(running.api, owner.username, owner.password);
    expect([await total(api, 'patients'), await total(api, 'appointments')]).toEqual([1, 0]);
  });

  it('is held to the limits of the plan', async () => {
    const many = withDatabase(
      (database) => {
        const insert = database.prepare(
          `INSERT INTO doctors_doctor (first_name, last_name, specialty, created_at, updated_at)
           SELECT first_name, last_name, specialty, created_at, updated_at FROM doctors_doctor LIMIT 1`,
        );
        for (let more = 0; more < 60; more += 1) insert.run();
      },
      (each) => (each.rows.doctors_doctor = 61),
    );
    await expect(importing(bytes(many), { planCode: 'basic' })).rejects.toMatchObject({ code: 'plan-limit-reached' });
    const { signedIn, api } = await registerCompany(running.api, { planCode: 'basic' });
    await expect(filling(bytes(many), signedIn.company.slug)).rejects.toMatchObject({ code: 'plan-limit-reached' });
    expect(await total(api, 'doctors')).toBe(0);
  });

  const TAMPERED: readonly [string, () => Buffer][] = [
    ['a name that leads out of the folder', () => bytes(with_('../evil.sqlite3'))],
    ['a name that leads out of the folder, the other way', () => bytes(with_('csv/..\\..\\evil.csv'))],
    ['an absolute name', () => bytes(with_('/tmp/evil.csv'))],
    ['a name with a drive', () => bytes(with_('C:/evil.csv'))],
    ['a name with a null byte', () => bytes(with_('csv/a.csv\0.csv'))],
    ['a file that no export has', () => bytes(with_('readme.txt'))],
    ['a second log beside the database', () => bytes(with_('database.sqlite3-wal'))],
    ['a file twice', () => bytes([...changed(() => undefined), { name: 'data.json', content: Buffer.from('{}') }])],
    ['no manifest', () => bytes(changed((copy) => void copy.delete(MANIFEST)))],
    ['a manifest that is no JSON', () => bytes(changed((copy) => void copy.set(MANIFEST, Buffer.from('{'))))],
    ['a manifest that is a list', () => bytes(changed((copy) => void copy.set(MANIFEST, Buffer.from('[]'))))],
    ['a manifest of 2 MiB', () => bytes(changed((copy) => void copy.set(MANIFEST, Buffer.alloc(2 * MIB, ' '))))],
    ['a newer format', () => bytes(manifest((each) => (each.format = 2)))],
    ['a format of nobody', () => bytes(manifest((each) => (each.format = 0)))],
    ['a company without a name', () => bytes(manifest((each) => delete each.company.name))],
    ['the manifest of another export', () => bytes(manifest((each) => (each.files[DATABASE] = told(Buffer.from('')))))],
    ['a wrong hash', () => bytes(manifest((each) => (each.files['data.json']!.sha256 = '0'.repeat(64))))],
    ['a file that the manifest does not know', () => bytes(manifest((each) => delete each.files['data.json']))],
    ['a file less than the manifest says', () => bytes(changed((copy) => void copy.delete('data.json')))],
    ['other numbers of rows', () => bytes(manifest((each) => (each.rows.patients_patient = 7)))],
    ['no rows of a table', () => bytes(manifest((each) => delete each.rows.patients_patient))],
    [
      'another schema than it says',
      () => bytes(manifest((each) => (each.schemaVersion = '20261124001100-create-patients'))),
    ],
    ['its second half cut off', () => bytes(changed(() => undefined)).subarray(0, 3000)],
    ['its first half cut off', () => bytes(changed(() => undefined)).subarray(500)],
    ['nothing in it', () => Buffer.alloc(0)],
    ['an encrypted file', () => bytes(changed(() => undefined).map((part) => ({ ...part, flags: 1 })))],
    ['an unknown compression', () => bytes(changed(() => undefined).map((part) => ({ ...part, method: 99 })))],
    [
      'a bomb',
      () => {
        const content = Buffer.alloc(64 * MIB);
        return bytes(with_('csv/patients_patient.csv', content));
      },
    ],
    [
      'a bomb that says it is small',
      () =>
        bytes(
          changed(() => undefined).map((part) =>
            part.name === 'data.json'
              ? { ...part, content: Buffer.alloc(8 * MIB), sizeBytes: part.content.length }
              : part,
          ),
        ),
    ],
    [
      'a database that is none',
      () =>
        bytes(
          changed((copy, each) => {
            copy.set(DATABASE, Buffer.from('SELECT 1'));
            each.files[DATABASE] = told(Buffer.from('SELECT 1'));
          }),
        ),
    ],
    [
      'a damaged database',
      () =>
        bytes(
          changed((copy, each) => {
            const content = Buffer.from(copy.get(DATABASE)!);
            content.fill(0xff, 4096, 12_288);
            copy.set(DATABASE, content);
            each.files[DATABASE] = told(content);
          }),
        ),
    ],
    [
      'a view in place of a table',
      () => bytes(sql(`ALTER TABLE doctors_doctor RENAME TO d; CREATE VIEW doctors_doctor AS SELECT * FROM d`)),
    ],
    [
      'a trigger',
      () => bytes(sql(`CREATE TRIGGER t AFTER INSERT ON patients_patient BEGIN DELETE FROM doctors_doctor; END`)),
    ],
    ['a virtual table', () => bytes(sql(`CREATE VIRTUAL TABLE x USING fts5(a)`))],
    ['a computed column', () => bytes(sql(`ALTER TABLE patients_patient ADD COLUMN x AS (hex(zeroblob(1000000)))`))],
    ['a table of nobody', () => bytes(sql(`CREATE TABLE evil (a text)`))],
    ['a table less', () => bytes(sql(`DROP TABLE appointments_appointment`))],
    ['a column more', () => bytes(sql(`ALTER TABLE patients_patient ADD COLUMN evil text`))],
    [
      'a migration of the future',
      () =>
        bytes(
          sql(
            `INSERT INTO schema_migration VALUES ('29991231000000-future', 'x', 'x', 0)`,
            (each) => (each.schemaVersion = '29991231000000-future'),
          ),
        ),
    ],
    ['an edited history', () => bytes(sql(`UPDATE schema_migration SET checksum = 'x'`))],
    ['no history', () => bytes(sql(`DELETE FROM schema_migration`))],
    ['a text in place of a number', () => bytes(sql(`UPDATE appointments_appointment SET doctor_id = 'x'`))],
    ['a text that is too long', () => bytes(sql(`UPDATE patients_patient SET first_name = hex(zeroblob(100))`))],
    ['a blob in place of a text', () => bytes(sql(`UPDATE patients_patient SET notes = x'00ff'`))],
    ['a day that is none', () => bytes(sql(`UPDATE patients_patient SET date_of_birth = 'yesterday'`))],
    [
      'a number that no table has room for',
      () =>
        bytes(
          sql(
            `UPDATE patients_patient SET id = 9007199254740991; UPDATE appointments_appointment SET patient_id = 9007199254740991`,
          ),
        ),
    ],
    ['a gender of nobody', () => bytes(sql(`UPDATE patients_patient SET gender = 'robot'`))],
    ['a row that refers to none', () => bytes(sql(`UPDATE appointments_appointment SET patient_id = 77`))],
  ];

  it('is refused in all of these ways', () => {
    expect(TAMPERED.length).toBeGreaterThanOrEqual(30);
  });

  /** What is there of companies; the master database and the journals of processes change by themselves. */
  const filesOfCompanies = (): string[] =>
    filesUnder(running.dataDir)
      .filter((path) => !path.includes('db.sqlite3') && !path.includes('audit_journal'))
      .sort();

  it.each(TAMPERED)('with %s is refused, and nothing is changed', async (_what, archive) => {
    const before = filesOfCompanies();
    const refusal: unknown = await importing(archive()).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ status: 400 });
    expect(['ArchiveRefusedError', 'RowRefusedError', 'ValidationError']).toContain((refusal as Error).name);
    expect(filesOfCompanies()).toEqual(before);
    const tenants = await running.app.get(TenantDirectory).list();
    expect(tenants.filter(({ slug }) => slug === `imported-${made}`)).toEqual([]);
  });

  it.each([
    [
      `UPDATE patients_patient SET gender = 'robot'`,
      'patients_patient',
      'gender',
      'is none of male, female, other, unknown',
    ],
    [
      `UPDATE appointments_appointment SET status = 'SCHEDULED'`,
      ...(['appointments_appointment', 'status'] as const),
      'is none of scheduled, confirmed, checked-in, in-progress, completed, cancelled, no-show',
    ],
    [`UPDATE patients_patient SET date_of_birth = '1979-02-30'`, 'patients_patient', 'date_of_birth', 'is no day'],
    [`UPDATE doctors_doctor SET last_name = hex(zeroblob(100))`, 'doctors_doctor', 'last_name', 'is longer than 80'],
  ])('says where a value is that does not fit, and not which: %s', async (change, table, column, reason) => {
    const refusal = (await importing(bytes(sql(change))).catch((error: unknown) => error)) as ArchiveRefusedError;
    const detail = `The archive has a value that does not fit: ${column} in row 1 of ${table} ${reason}`;
    expect(refusal.detail).toContain(detail);
    expect(refusal.detail).not.toMatch(/robot|SCHEDULED|1979|000/);
    expect(refusal.extra.errors).toEqual([{ field: `${table}.${column}`, message: expect.stringContaining(reason) }]);
  });

  it('leaves no copy of its rows behind, whatever became of it', () => {
    expect(filesWith(join(running.dataDir, 'tenant_databases/.work'), ['SOURCE NOTE'])).toEqual([]);
  });
});
