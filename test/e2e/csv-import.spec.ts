import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { addDoctor, addPatient } from '../support/clinic.js';
import { addColleague } from '../support/colleagues.js';
import { importCsv, PATIENT_HEADER, patientFile, patientLine } from '../support/csv.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';

const DOCTORS = '/api/doctors/import';
const PATIENTS = '/api/patients/import';

describe('importing a CSV file', () => {
  let running: RunningApp;
  let api: ApiClient;
  let companyId: number;

  beforeAll(async () => {
    running = await startApp();
  });
  afterAll(() => running.stop());

  async function clinic(planCode = 'professional'): Promise<void> {
    const registered = await registerCompany(running.api, { planCode });
    api = registered.api;
    companyId = registered.signedIn.company.id;
  }

  const total = async (list: string): Promise<number> => (await api.get<{ total: number }>(`/api/${list}`)).body.total;

  const limit = (resource: string, most: number): Promise<unknown> =>
    running.app
      .get(DataSource)
      .query(
        `UPDATE subscription_plan SET limit_${resource} = ${most} WHERE id = ` +
          `(SELECT plan_id FROM subscription_subscription WHERE company_id = ${companyId})`,
      );

  describe('refuses', () => {
    beforeAll(() => clinic());

    const line = (column: string | null, message: unknown, at = 2): unknown => ({ line: at, column, message });
    const HEADER = 'firstName,lastName,specialty,licenseNumber,email\n';
    it.each([
      ['a field that breaks a rule', `${HEADER}Ada,Hart,Surgery,,nobody\n`, line('email', 'must be an e-mail address')],
      ['a field that is missing', `${HEADER}Ada,,Surgery,,\n`, line('lastName', 'must not be empty')],
      ['a cell too many', `${HEADER}Ada,Hart,Surgery,,,\n`, line(null, 'has 6 cells, not 5')],
      ['a cell too few', `${HEADER}Ada,Hart\n`, line(null, 'has 2 cells, not 5')],
      [
        'control characters',
        `${HEADER}"A\nda",Hart,Surgery,,\n`,
        line('firstName', 'must not contain control characters'),
      ],
      [
        'a unique value on two lines',
        `${HEADER}Ada,Hart,Surgery,L-1,\nBo,Hart,Surgery,L-1,\n`,
        line('licenseNumber', 'is on an earlier line too', 3),
      ],
      [
        'an unknown column',
        'firstName,lastName,specialty,salary\n',
        line('salary', expect.stringMatching(/^is not one of/), 1),
      ],
      ['a column twice', 'firstName,lastName,First Name,specialty\n', line('firstName', 'is there twice', 1)],
      ['a missing column', 'firstName,lastName\n', line('specialty', 'is missing', 1)],
      ['an empty file', '', line(null, expect.stringMatching(/^has no header/), 1)],
      ['a quote that is not closed', `${HEADER}Ada,"Hart,Surgery,,\n`, line(null, expect.stringMatching(/quote/))],
      ['text behind a quote', `${HEADER}Ada,"Hart"x,Surgery,,\n`, line(null, expect.stringMatching(/quotes/))],
      ['a line of a million characters', `${HEADER}"${'x'.repeat(1e6)}`, line(null, expect.stringMatching(/too long/))],
      ['half a character', `${HEADER}Ada,Hart\xff`, line(null, expect.stringMatching(/not UTF-8/), 1)],
      ['a zip', `PK\x03\x04\x14\x00\x08`, line('PK?????', expect.stringMatching(/is not one of/), 1)],
    ])('%s, and says where', async (_what, text, reason) => {
      const file = Buffer.from(text, 'latin1');
      const dry = await importCsv(api, `${DOCTORS}?dryRun=true`, file);
      expect(dry).toMatchObject({ status: 200, body: { dryRun: true, imported: 0, refused: [reason] } });
      const real = await importCsv(api, DOCTORS, file);
      expect(real).toMatchObject({ status: 400, body: { code: 'validation-failed', refused: [reason] } });
      expect(await total('doctors')).toBe(0);
    });

    it('what a service would refuse of a single entry', async () => {
      const file = `${PATIENT_HEADER}Ada,Hart,,,2999-01-01,,,\n`;
      const reason = { line: 2, column: 'dateOfBirth', message: 'must not be in the future' };
      expect((await importCsv(api, PATIENTS, file)).body.refused).toEqual([reason]);
    });

    it('all lines because of one, and lists no more than a hundred of them, all counted', async () => {
      const good = Array.from({ length: 300 }, (_each, row) => patientLine(row)).join('');
      const bad = 'Rosa,,,,,,,\n'.repeat(150);
      const { status, body } = await importCsv(api, PATIENTS, PATIENT_HEADER + good + bad);
      expect([status, body.rows, body.refusedRows, body.refused.length]).toEqual([400, 450, 150, 100]);
      expect(body.refused[0]).toEqual({ line: 302, column: 'lastName', message: 'must not be empty' });
      expect(await total('patients')).toBe(0);
    });

    it.each([
      ['JSON', { 'Content-Type': 'application/json' }, 415],
      ['another kind of file', { 'Content-Type': 'application/zip' }, 415],
      ['another encoding', { 'Content-Type': 'text/csv; charset=iso-8859-1' }, 415],
      ['compressed text', { 'Content-Encoding': 'gzip' }, 415],
    ])('%s', async (_what, headers, status) => {
      expect((await importCsv(api, PATIENTS, '{}', headers)).status).toBe(status);
    });

    it('CSV anywhere else, unread', async () => {
      expect((await importCsv(api, '/api/patients', PATIENT_HEADER)).status).toBe(415);
    });

    it('an upload that breaks off, and takes nothing of it in', async () => {
      const broken = new ReadableStream({
        pull(controller) {
          controller.enqueue(Buffer.from(PATIENT_HEADER + patientLine(1)));
          controller.error(new Error('the browser was closed'));
        },
      });
      await expect(importCsv(api, PATIENTS, broken)).rejects.toThrow();
      expect(await total('patients')).toBe(0);
    });

    it('people who may not', async () => {
      const doctor = await addColleague(running.app, running.api, companyId, 'receptionist');
      expect((await importCsv(doctor, PATIENTS, PATIENT_HEADER)).status).toBe(403);
    });
  });

  describe('takes in', () => {
    beforeAll(() => clinic());

    it('what fits, with columns in any order and spelling, semicolons, a byte order mark and Windows line ends', async () => {
      const file =
        '\ufeffSpecialty;LAST NAME;first_name;License Number\r\nSurgery;Hart;Ada;L-7\r\n\r\n"Ear; nose";Öz;Bo;\r\n';
      expect((await importCsv(api, DOCTORS, file)).body).toMatchObject({ imported: 2, refused: [] });
      const { items } = (await api.get<{ items: unknown[] }>('/api/doctors?sort=id')).body;
      expect(items).toMatchObject([
        { firstName: 'Ada', lastName: 'Hart', specialty: 'Surgery', licenseNumber: 'L-7', email: null },
        { firstName: 'Bo', lastName: 'Öz', specialty: 'Ear; nose', licenseNumber: null },
      ]);
    });

    it('the same entry as a single call makes', async () => {
      const id = await addPatient(api, { firstName: 'Rosa', lastName: 'Single', gender: 'Female' });
      const file = `${PATIENT_HEADER}Rosa,Single,patient@example.com,+1 555 0102,1980-02-29,FEMALE,1 Main Street,None\n`;
      await importCsv(api, PATIENTS, file);
      const list = (await api.get<{ items: Record<string, unknown>[] }>('/api/patients?q=Single')).body.items;
      const facts = list.map(({ id: _id, createdAt, updatedAt, ...rest }) => ({
        ...rest,
        times: [typeof createdAt, typeof updatedAt],
      }));
      expect(list.some((entry) => entry.id === id)).toBe(true);
      expect(facts).toHaveLength(2);
      expect(facts[0]).toEqual(facts[1]);
    });

    it('nothing that another entry has already', async () => {
      await addDoctor(api, { licenseNumber: 'L-99' });
      const before = await total('doctors');
      const file = 'firstName,lastName,specialty,licenseNumber\nAda,Hart,Surgery,L-98\nBo,Hart,Surgery,L-99\n';
      const { status, body } = await importCsv(api, DOCTORS, file);
      expect(status).toBe(400);
      expect(body.refused).toEqual([{ line: 3, column: 'licenseNumber', message: 'belongs to another doctor' }]);
      expect(await total('doctors')).toBe(before);
    });

    it('a file once, however often it is sent with one Idempotency-Key', async () => {
      const headers = { 'Idempotency-Key': 'import-1' };
      const file = 'firstName,lastName,specialty,licenseNumber\nAda,Key,Surgery,L-500\n';
      const answers = [];
      for (let time = 0; time < 3; time += 1) answers.push(await importCsv(api, DOCTORS, file, headers));
      expect(answers.map(({ status, body }) => [status, body.imported])).toEqual(Array(3).fill([200, 1]));
      expect((await importCsv(api, DOCTORS, file.replace('500', '501'), headers)).status).toBe(422);
      expect((await api.get<{ total: number }>('/api/doctors?q=Key')).body.total).toBe(1);
    });
  });

  describe('of many lines', () => {
    const ROWS = 20_000;

    it('holds neither other requests nor the memory', async () => {
      await clinic('enterprise');
      await limit('patients', ROWS + 5);
      let answered = 0;
      let isDone = false;
      let highest = 0;
      global.gc?.();
      const before = process.memoryUsage().rss;
      const importing = importCsv(api, PATIENTS, patientFile(ROWS)).finally(() => (isDone = true));
      while (!isDone) {
        expect((await api.get('/api/doctors')).status).toBe(200);
        answered += 1;
        highest = Math.max(highest, process.memoryUsage().rss);
      }
      expect((await importing).body).toMatchObject({ rows: ROWS, imported: ROWS, refusedRows: 0 });
      expect(await total('patients')).toBe(ROWS);
      expect(answered).toBeGreaterThan(20);
      expect(highest - before).toBeLessThan(300 * 1024 * 1024);
      const left = readdirSync(join(running.dataDir, 'tenant_databases', '.work'));
      expect(left.filter((name) => name.startsWith('spool'))).toEqual([]);
    });

    it('is refused whole as soon as it is more than the plan has room for', async () => {
      const { status, body } = await importCsv(api, PATIENTS, patientFile(ROWS));
      expect([status, body]).toMatchObject([
        403,
        { code: 'plan-limit-reached', resource: 'patients', limit: ROWS + 5, used: ROWS },
      ]);
      expect(await total('patients')).toBe(ROWS);
    });

    it('never goes beyond the plan, though many come at once', async () => {
      const file = PATIENT_HEADER + patientLine(1) + patientLine(2);
      const answers = await Promise.all(Array.from({ length: 5 }, () => importCsv(api, PATIENTS, file)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
      expect(answers.filter(({ status }) => status === 403)).toHaveLength(3);
      expect(await total('patients')).toBe(ROWS + 4);
    });
  });
});
