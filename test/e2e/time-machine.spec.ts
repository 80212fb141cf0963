/**
 * @engine both: what must hold on either engine.
 * @instances one: closes backups that one process has open, and has its disk fail.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DatabaseEngine, DatabaseUnreadableError } from '../../src/database/index.js';
import { BackupLooks } from '../../src/fleet/backups/looking/backup-looks.js';
import { AuditVerification, CheckpointKeeper, RecordVerification, TenantBackups } from '../../src/fleet/index.js';
import { AuditTrail, TenantDirectory } from '../../src/tenancy/index.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient, Answer, SignedIn } from '../support/api-client.js';
import { auditLog } from '../support/audit-log.js';
import { addAppointment, addDoctor, addPatient } from '../support/clinic.js';
import { addColleague } from '../support/colleagues.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { directly, scratchNames } from '../support/test-engine.js';
import { TestClock } from '../support/test-clock.js';

const DEADLINE_MS = 20_000;
/** Which entries are of changes that a restore took back. */
const BEHIND_RECORDS = { recordsAsOf: expect.any(Number), logUntil: expect.any(Number) };

interface Clinic {
  readonly api: ApiClient;
  readonly signedIn: SignedIn;
}

interface Backup {
  id: number;
  records: Record<string, number>;
  provedAt: string | null;
}

describe('The time machine of a clinic', () => {
  let running: RunningApp;
  const clock = new TestClock(new Date().toISOString());

  beforeAll(async () => {
    running = await startApp({}, { clock });
  });
  afterAll(() => running.stop());

  async function setUp(planCode = 'professional'): Promise<Clinic> {
    return registerCompany(running.api, { planCode });
  }

  async function backUp({ api }: Clinic, headers: Record<string, string> = {}): Promise<Backup> {
    const answer = await api.post<Backup>('/api/backups', undefined, headers);
    expect([answer.status, answer.text]).toEqual([201, expect.stringContaining('"reason":"requested"')]);
    return answer.body;
  }

  async function looksOf({ signedIn }: Clinic): Promise<string[]> {
    return (await scratchNames(running.dataDir)).filter((name) => name.includes(`look${signedIn.company.id}x`));
  }

  /** The answer, once the company is open again. */
  async function reopened(ask: () => Promise<Answer>): Promise<Answer> {
    const deadline = Date.now() + DEADLINE_MS;
    for (;;) {
      const answer = await ask();
      if (answer.status !== 503 || Date.now() > deadline) return answer;
      await sleep(20);
    }
  }

  it('takes a backup, proves it, lists it to managers, and to nobody else', async () => {
    const clinic = await setUp();
    await addPatient(clinic.api);
    const key = { 'Idempotency-Key': 'backup-1' };
    const made = await backUp(clinic, key);
    const copy = await clinic.api.post('/api/backups', undefined, key);
    expect([copy.status, copy.body, copy.headers.get('location')]).toEqual([201, made, `/api/backups/${made.id}`]);
    expect((await clinic.api.post('/api/backups', { other: 1 }, key)).status).toBe(422);
    expect(made).toMatchObject({ records: { doctors: 0, patients: 1, appointments: 0 }, problem: null });
    expect(made.provedAt).not.toBeNull();
    expect((await clinic.api.get('/api/backups')).body).toEqual({ items: [made], page: 1, pageSize: 20, total: 1 });
    expect((await clinic.api.get(`/api/backups/${made.id}`)).body).toEqual(made);
    expect((await clinic.api.get('/api/backups?sort=nothing')).status).toBe(400);

    const doctor = await addColleague(running.app, running.api, clinic.signedIn.company.id, 'doctor');
    for (const path of ['', `/${made.id}`, `/${made.id}/records/patients`])
      expect((await doctor.get(`/api/backups${path}`)).status).toBe(403);
    const other = await setUp();
    expect((await other.api.get(`/api/backups/${made.id}`)).status).toBe(404);
    expect((await other.api.get(`/api/backups/${made.id}/records/patients`)).status).toBe(404);
    expect((await other.api.post(`/api/backups/${made.id}/restore`)).status).toBe(404);
    expect((await other.api.post(`/api/backups/${made.id}/records/patients/bring-back`, { ids: [1] })).status).toBe(
      404,
    );
  });

  it('shows what was in it, by page and search, and nothing of what came after', async () => {
    const clinic = await setUp();
    for (const lastName of ['Álvarez', 'Brown', 'Clark']) await addPatient(clinic.api, { lastName });
    const { id } = await backUp(clinic);
    await addPatient(clinic.api, { lastName: 'Later' });
    const look = (query: string): Promise<Answer> => clinic.api.get(`/api/backups/${id}/records/patients${query}`);
    expect((await look('?pageSize=2&sort=-lastName')).body).toMatchObject({
      items: [{ lastName: 'Álvarez' }, { lastName: 'Clark' }],
      total: 3,
    });
    expect((await look('?q=BROWN')).body).toMatchObject({ items: [{ lastName: 'Brown', notes: 'None' }], total: 1 });
    expect((await look('?q=later')).body).toMatchObject({ total: 0 });
    expect((await clinic.api.get(`/api/backups/${id}/records/tenancy`)).status).toBe(404);
    expect((await clinic.api.get(`/api/backups/${id}/records/nothing`)).status).toBe(404);
    expect((await clinic.api.get('/api/patients')).body).toMatchObject({ total: 4 });
  });

  it('has few backups open at once, closes the one used longest ago, and leaves nothing of it on disk', async () => {
    const clinic = await setUp();
    const looks = running.app.get(BackupLooks);
    let last = 0;
    for (let number = 0; number < 6; number += 1) {
      const { id } = await backUp(clinic);
      last = id;
      expect((await clinic.api.get(`/api/backups/${id}/records/doctors`)).status).toBe(200);
      expect(looks.openCount).toBeLessThanOrEqual(4);
    }
    expect((await scratchNames(running.dataDir)).length).toBeLessThanOrEqual(5);
    // Opened anew while the former one is still being closed.
    looks.closeAllOf(clinic.signedIn.company.id);
    const again = `/api/backups/${last}/records/doctors`;
    expect((await Promise.all([clinic.api.get(again), clinic.api.get(again)])).map(({ status }) => status)).toEqual([
      200, 200,
    ]);
    expect(looks.openCount).toBe(1);
    clock.advance(5 * 60_000 - 1);
    await looks.closeIdle();
    expect(looks.openCount).toBe(1);
    expect((await clinic.api.get(again)).status).toBe(200);
    clock.advance(1);
    await looks.closeIdle();
    expect(looks.openCount).toBe(1);
    clock.advance(5 * 60_000);
    await looks.closeIdle();
    expect([looks.openCount, await scratchNames(running.dataDir)]).toEqual([0, []]);
  });

  it('puts all data back, keeps what was replaced, and other companies’ files byte for byte', async () => {
    const clinic = await setUp();
    const other = await setUp();
    await addPatient(other.api);
    await addPatient(clinic.api, { lastName: 'Before' });
    const { id } = await backUp(clinic);
    await addPatient(clinic.api, { lastName: 'After' });
    const restore = (key: string) =>
      clinic.api.post<{ savedAs: number }>(`/api/backups/${id}/restore`, undefined, { 'Idempotency-Key': key });
    const restored = await restore('restore-1');
    expect([restored.status, restored.body]).toMatchObject([200, { migrated: [], notSaved: null }]);
    const patients = await reopened(() => clinic.api.get('/api/patients'));
    expect(patients.body).toMatchObject({ items: [{ lastName: 'Before' }], total: 1 });
    await clinic.api.delete(`/api/patients/${(patients.body.items as { id: number }[])[0]?.id}`);
    expect((await restore('restore-1')).body).toEqual(restored.body);
    expect((await clinic.api.get('/api/patients')).body).toMatchObject({ total: 0 });

    const back = await clinic.api.post(`/api/backups/${restored.body.savedAs}/restore`);
    expect(back.status).toBe(200);
    expect((await reopened(() => clinic.api.get('/api/patients'))).body).toMatchObject({ total: 2 });
    expect((await other.api.get('/api/patients')).body).toMatchObject({ total: 1 });
  });

  it('takes nothing back of what is on record: the log goes on, with the restore and who did it', async () => {
    const { api, signedIn } = await setUp();
    const early = await addPatient(api, { lastName: 'Before' });
    const { id } = await backUp({ api, signedIn });
    const later = await addPatient(api, { lastName: 'After' });
    await api.get(`/api/patients/${later}`);
    await api.get(`/api/backups/${id}/records/patients`);
    await api.patch(`/api/patients/${early}`, { lastName: 'Changed' });
    const before = await auditLog(api);
    await running.app.get(AuditTrail).takeAllIn();
    await running.app.get(CheckpointKeeper).keep();
    expect((await api.post(`/api/backups/${id}/restore`)).status).toBe(200);
    expect((await reopened(() => api.get(`/api/patients/${later}`))).status).toBe(404);
    const after = await auditLog(api);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.map(({ action, record, detail }) => [action, record, detail])).toEqual(
      expect.arrayContaining([
        ['create', 'patients_patient', null],
        ['backup', null, { operation: expect.any(Number), outcome: 'done' }],
        ['read', 'patients_patient', null],
        ['list', 'patients_patient', { backup: id }],
        ['restore', null, { operation: expect.any(Number), outcome: 'done', ...BEHIND_RECORDS }],
      ]),
    );
    const restore = after.find(({ action }) => action === 'restore');
    expect(restore).toMatchObject({ userId: signedIn.user.id, role: 'owner', requestId: expect.any(String) });
    const tenant = await running.app.get(TenantDirectory).find(signedIn.company.id);
    expect((await running.app.get(AuditVerification).verify(tenant!)).faults).toEqual([]);
    // What was taken back, the log still tells of; records are compared with what was before.
    const verifyRecords = () => running.app.get(RecordVerification).verify(tenant!);
    expect(await verifyRecords()).toEqual({ records: 1, unlogged: 0, faults: [], more: 0 });
    const database = `tenant_${tenant!.slug.replaceAll('-', '_')}`;
    await directly(running.dataDir, database, `UPDATE patients_patient SET last_name = 'Changed' WHERE id = ${early}`);
    expect((await verifyRecords()).faults).toMatchObject([{ code: 'record-changed', fields: ['lastName'] }]);
  });
  it.each(['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_CANTOPEN', 'ENOSPC'])(
    'restores nothing over data that could not be saved because of the disk: %s',
    async (code) => {
      const clinic = await setUp();
      const { id } = await backUp(clinic);
      await addPatient(clinic.api, { lastName: 'After' });
      const { copies } = running.app.get(DatabaseEngine);
      const dump = jest.spyOn(copies, 'dump').mockImplementation(() => {
        throw new DatabaseUnreadableError(Object.assign(new Error('x'), { code }), 'tenant_x');
      });
      const refused = await clinic.api.post(`/api/backups/${id}/restore`);
      dump.mockRestore();
      expect([refused.status, refused.body.code]).toEqual([503, 'unavailable']);
      expect((await reopened(() => clinic.api.get('/api/patients'))).body).toMatchObject({ total: 1 });
    },
  );

  it('brings an appointment back with its doctor and patient, under their own numbers', async () => {
    const clinic = await setUp();
    const doctorId = await addDoctor(clinic.api);
    const patientId = await addPatient(clinic.api);
    const appointmentId = await addAppointment(clinic.api, { doctorId, patientId });
    const before = (await clinic.api.get(`/api/appointments/${appointmentId}`)).body;
    const { id } = await backUp(clinic);
    for (const path of [`appointments/${appointmentId}`, `doctors/${doctorId}`, `patients/${patientId}`])
      expect((await clinic.api.delete(`/api/${path}`)).status).toBe(204);

    const path = `/api/backups/${id}/records/appointments/bring-back`;
    const key = { 'Idempotency-Key': 'back-1' };
    const answer = await clinic.api.post(path, { ids: [appointmentId] }, key);
    expect((await clinic.api.post(path, { ids: [appointmentId] }, key)).body).toEqual(answer.body);
    expect((await clinic.api.post(path, { ids: [appointmentId, 999] }, key)).status).toBe(422);
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        returned: [
          { kind: 'doctors', id: doctorId, newId: doctorId, isChosen: false },
          { kind: 'patients', id: patientId, newId: patientId, isChosen: false },
          { kind: 'appointments', id: appointmentId, newId: appointmentId, isChosen: true },
        ],
        present: [],
      },
    ]);
    expect((await clinic.api.get(`/api/appointments/${appointmentId}`)).body).toEqual(before);
    expect((await clinic.api.post(path, { ids: [appointmentId] })).body).toEqual({
      returned: [],
      present: [{ kind: 'appointments', id: appointmentId, isSame: true }],
    });
    expect((await clinic.api.post(path, { ids: [999] })).body).toMatchObject({ status: 404, kind: 'appointments' });
    for (const ids of [[], [0], ['1'], 1, undefined]) expect((await clinic.api.post(path, { ids })).status).toBe(400);
  });

  it('brings nothing back that a rule, or the plan, does not allow: all of them or none', async () => {
    const clinic = await setUp('basic');
    const doctorId = await addDoctor(clinic.api, { licenseNumber: 'TAKEN' });
    const patientId = await addPatient(clinic.api);
    const first = await addAppointment(clinic.api, { doctorId, patientId });
    const { id } = await backUp(clinic);
    await clinic.api.delete(`/api/appointments/${first}`);
    await addAppointment(clinic.api, { doctorId, patientId });
    const booked = await clinic.api.post(`/api/backups/${id}/records/appointments/bring-back`, { ids: [first] });
    expect([booked.status, booked.body]).toMatchObject([409, { kind: 'appointments', id: first }]);

    const gone = await addDoctor(clinic.api, { licenseNumber: 'GONE' });
    const late = await backUp(clinic);
    await clinic.api.delete(`/api/doctors/${gone}`);
    const another = await addDoctor(clinic.api, { licenseNumber: 'GONE' });
    const path = `/api/backups/${late.id}/records/doctors/bring-back`;
    expect((await clinic.api.post(path, { ids: [gone] })).body).toMatchObject({
      ...{ status: 409, code: 'conflict', kind: 'doctors', id: gone, reason: 'value-taken' },
    });
    await clinic.api.delete(`/api/doctors/${another}`);

    const patient = await addPatient(clinic.api);
    const database = `tenant_${clinic.signedIn.company.slug.replaceAll('-', '_')}`;
    await directly(running.dataDir, database, `UPDATE patients_patient SET gender = 'X' WHERE id = ${patient}`);
    const odd = await backUp(clinic);
    await clinic.api.delete(`/api/patients/${patient}`);
    expect(
      (await clinic.api.post(`/api/backups/${odd.id}/records/patients/bring-back`, { ids: [patient] })).body,
    ).toMatchObject({ status: 409, kind: 'patients', id: patient, reason: 'gender-not-allowed' });
    const doctors = async (): Promise<unknown> => (await clinic.api.get('/api/doctors')).body.total;
    for (let count = Number(await doctors()); ; count += 1) {
      const added = await clinic.api.post('/api/doctors', { firstName: 'A', lastName: `D${count}`, specialty: 'X' });
      if (added.status !== 201) break;
    }
    const full = await doctors();
    expect((await clinic.api.post(path, { ids: [gone] })).body.code).toBe('plan-limit-reached');
    expect(await doctors()).toBe(full);
  });

  it('takes ten backups of a company in 24 hours, and says when the next may be', async () => {
    const clinic = await setUp();
    for (let number = 0; number < 10; number += 1) await backUp(clinic);
    const refused = await clinic.api.post('/api/backups');
    expect([refused.status, refused.body.code]).toEqual([429, 'too-many-requests']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(80_000);
  });

  it('keeps nothing of a company of which all is removed', async () => {
    const clinic = await setUp();
    const { id } = await backUp(clinic);
    await clinic.api.get(`/api/backups/${id}/records/patients`);
    const { company } = clinic.signedIn;
    const folder = join(running.dataDir, 'backups', String(company.id));
    expect(existsSync(folder)).toBe(true);
    for (let time = 0; time < 2; time += 1) await running.app.get(TenantBackups).removeAll(company.id);
    expect(existsSync(folder)).toBe(false);
    expect(await looksOf(clinic)).toEqual([]);
    expect((await clinic.api.get('/api/backups')).body).toMatchObject({ total: 0 });
  });
});
