/** @engine both: each has its own way to read and nothing else. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TenantSchema } from '../../src/tenancy/index.js';
import type { TenantReport } from '../../src/tenancy/index.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient, SignedIn } from '../support/api-client.js';
import { addAppointment, addDoctor, addPatient } from '../support/clinic.js';
import { addSuperuser } from '../support/colleagues.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { directly, TEST_ENGINE } from '../support/test-engine.js';

interface Report {
  readonly rows: { readonly company: string; readonly values: unknown[] }[];
  readonly isCut: boolean;
  readonly answered: number;
  readonly notAnswered: { readonly company: string; readonly code: string }[];
  readonly code?: string;
  readonly errors?: { readonly field: string }[];
}

describe('a report on all companies', () => {
  let running: RunningApp;
  let superuser: ApiClient;
  let owner: ApiClient;
  let clinics: SignedIn['company'][];
  beforeAll(async () => {
    running = await startApp();
    superuser = await addSuperuser(running.app, running.api);
    clinics = [];
    for (let clinic = 0; clinic < 3; clinic += 1) {
      const { api, signedIn } = await registerCompany(running.api);
      clinics.push(signedIn.company);
      owner = api;
      for (let row = 0; row <= clinic; row += 1) await addPatient(api);
    }
    const doctorId = await addDoctor(owner, { specialty: '=1+1' });
    const hour = { startsAt: '2030-01-01T09:00:00Z', endsAt: '2030-01-01T10:00:00Z' };
    await addAppointment(owner, { doctorId, patientId: 1, ...hour });
  });
  afterAll(() => running.stop());

  const ask = async (query: string): Promise<Report> =>
    (await superuser.get<Report>(`/api/admin/report?name=${query}`)).body;
  const values = ({ rows }: Report): unknown[] => rows.map((row) => [row.company, ...row.values]);
  function declare(report: Partial<TenantReport>): void {
    const made = { summary: 'Of a test.', parameters: {}, columns: ['n'], name: '', sql: '', ...report };
    for (const app of running.apps) (app.get(TenantSchema).reports as TenantReport[]).push(made);
  }

  it('has the counts of each, and is told in the log of operations', async () => {
    const report = await ask('patients');
    expect(values(report)).toEqual(clinics.map(({ slug }, place) => [slug, place + 1]));
    expect(report).toMatchObject({ isCut: false, answered: 3, notAnswered: [] });
    const log = await superuser.get<{ items: unknown[] }>('/api/admin/operations?kind=report');
    expect(log.body.items[0]).toMatchObject({ kind: 'report', state: 'done', step: 'patients', companyId: null });
  });

  it('is asked about days, and refuses what it is not asked about', async () => {
    const of = (from: string, until: string) => ask(`appointments-by-status&parameters=from:${from},until:${until}`);
    expect(values(await of('2030-01-01', '2030-01-02'))).toEqual([[clinics[2]!.slug, 'scheduled', 1]]);
    expect(values(await of('2030-01-02', '2031-01-01'))).toEqual([]);
    const refused = await ask('appointments-by-status&parameters=from:2030-02-30,to:2031-01-01');
    expect(refused.errors?.map(({ field }) => field).sort()).toEqual(
      ['from', 'to', 'until'].map((name) => `parameters.${name}`),
    );
    expect((await ask('no-such-report')).code).toBe('not-found');
  });

  it('is a file in which no cell is a formula', async () => {
    const { text, headers } = await superuser.get('/api/admin/report/csv?name=specialties&parameters=above:0');
    expect(headers.get('content-type')).toContain('text/csv');
    const { id, slug } = clinics[2]!;
    expect(text).toBe(`companyId,company,specialty,doctors,notAnswered\r\n${id},${slug},'=1+1,1,\r\n`);
  });

  it('has no more rows than wanted, and says so', async () => {
    const report = await ask('patients&maxRows=2');
    expect([report.rows.length, report.isCut, report.answered]).toEqual([2, true, 3]);
  });

  it('names who did not answer, and has what the others did', async () => {
    const { id, slug } = clinics[1]!;
    const name = (database: string): Promise<unknown> =>
      directly(running.dataDir, 'master', `UPDATE master_company SET database_name = '${database}' WHERE id = ${id}`);
    const [row] = await directly<{ database_name: string }>(
      running.dataDir,
      'master',
      `SELECT database_name FROM master_company WHERE id = ${id}`,
    );
    await name('tenant_nowhere');
    const report = await ask('patients');
    await name(row!.database_name);
    expect(report).toMatchObject({ answered: 2, notAnswered: [{ company: slug, code: 'unavailable' }] });
    expect(values(report)).toEqual([
      [clinics[0]!.slug, 1],
      [clinics[2]!.slug, 3],
    ]);
  });

  it('waits for none longer than it may, and keeps nobody else waiting meanwhile', async () => {
    const numbers = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000000)';
    declare({ name: 'slow', sql: `${numbers} SELECT count(*) AS n FROM n` });
    const asking = ask('slow&seconds=1');
    let isDone = false;
    void asking.finally(() => (isDone = true));
    expect((await owner.get('/api/patients')).status).toBe(200);
    expect(isDone).toBe(false);
    const { answered, notAnswered } = await asking;
    expect([answered, notAnswered.map(({ code }) => code)]).toEqual([0, ['unavailable', 'unavailable', 'unavailable']]);
  });

  describe('cannot write, whatever it says', () => {
    const database = (): string => `tenant_${clinics[0]!.slug.replaceAll('-', '_')}`;
    const count = async (): Promise<unknown> =>
      (await directly(running.dataDir, database(), 'SELECT count(*) AS n FROM patients_patient'))[0];
    const WRITE = 'DELETE FROM patients_patient RETURNING id AS n';

    it.each([
      ['a statement that writes', WRITE],
      ['one behind another', `SELECT 1 AS n) AS report; COMMIT; ${WRITE}; SELECT * FROM (SELECT 1 AS n`],
      ['one before another', `WITH gone AS (${WRITE}) SELECT n FROM gone`],
      ...(TEST_ENGINE === 'postgres'
        ? [['a function that does', "SELECT nextval('patients_patient_id_seq') AS n"]]
        : []),
    ])('%s', async (name, sql) => {
      declare({ name: name.replaceAll(' ', '-'), sql: sql });
      const before = await count();
      const { answered, notAnswered } = await ask(name.replaceAll(' ', '-'));
      expect([answered, notAnswered.map(({ code }) => code)]).toEqual([0, Array(3).fill('internal-error')]);
      expect(await count()).toEqual(before);
    });

    it('that others can: the control', async () => {
      await directly(running.dataDir, database(), WRITE);
      expect(await count()).toEqual({ n: 0 });
    });
  });
});
