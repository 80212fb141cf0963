import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AuditJournalError } from '../../src/audit/index.js';
import { AuditVerification } from '../../src/fleet/index.js';
import { AuditTrail, TenantDirectory } from '../../src/tenancy/index.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient, SignedIn } from '../support/api-client.js';
import { auditLog } from '../support/audit-log.js';
import type { AuditLogEntry } from '../support/audit-log.js';
import { addPatient } from '../support/clinic.js';
import { addColleague, COLLEAGUE_PASSWORD } from '../support/colleagues.js';
import { invitationToken } from '../support/mailbox.js';
import { challengeOf, codeAt, complete, enrol, STEP_MS, wrongCode } from '../support/second-factor.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { TestClock } from '../support/test-clock.js';

interface List {
  readonly items: { id: number }[];
  readonly total: number;
}

/** Goes on whenever somebody looks at it: no two entries are of the same time. */
class GoingClock extends TestClock {
  override now(): Date {
    this.advance(1);
    return super.now();
  }
}

/** By their time: the entries of several instances are in the log as they were taken in. */
async function asHappened(api: ApiClient, query = ''): Promise<AuditLogEntry[]> {
  return (await auditLog(api, query)).sort((one, other) => one.at.localeCompare(other.at));
}

describe("A company's audit log", () => {
  let running: RunningApp;
  let owner: ApiClient;
  let signedIn: SignedIn;
  let password: string;
  const clock = new GoingClock('2026-11-24T08:00:00Z');
  beforeAll(async () => {
    running = await startApp({ ACCESS_TOKEN_TTL: '1d' }, { clock });
    const registered = await registerCompany(running.api);
    ({ api: owner, signedIn } = registered);
    ({ password } = registered.registration);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  afterAll(() => running.stop());

  it('tells of signing up, signing in, wrong passwords and a changed password', async () => {
    const { username } = signedIn.user;
    await running.api.post('/api/auth/login', { username, password });
    await running.api.post('/api/auth/login', { username, password: 'wrong wrong wrong' });
    await running.api.post('/api/auth/login', { username: 'nobody-at-all', password: 'wrong wrong wrong' });
    const newPassword = `${password} 2`;
    const changed = await owner.post<SignedIn>('/api/auth/change-password', { currentPassword: password, newPassword });
    owner = running.api.as(changed.body.accessToken);
    const found = (await asHappened(owner)).filter(({ action }) => action !== 'list');
    const known = { userId: signedIn.user.id, userName: 'Ada Brown', role: 'owner', detail: null };
    expect(found).toMatchObject([
      { ...known, action: 'sign-in' },
      { ...known, action: 'sign-in' },
      { ...known, action: 'sign-in-failed' },
      { ...known, action: 'password-changed' },
    ]);
    expect(JSON.stringify(found)).not.toMatch(/wrong|nobody-at-all/);
  });

  it('tells what people were refused, also those who were signed out', async () => {
    const nurse = await addColleague(running.app, running.api, signedIn.company.id, 'receptionist');
    expect((await nurse.get('/api/audit')).status).toBe(403);
    expect((await nurse.delete('/api/patients/1')).status).toBe(403);
    await nurse.post('/api/auth/logout');
    expect((await nurse.get('/api/patients')).status).toBe(401);
    const refused = (await asHappened(owner)).filter(({ action }) => action === 'refused');
    expect(refused.map(({ detail }) => detail)).toEqual([
      { code: 'forbidden', route: 'GET /api/audit' },
      { code: 'forbidden', route: 'DELETE /api/patients/:id' },
      { code: 'unauthenticated', route: 'GET /api/patients' },
    ]);
    expect(refused.every(({ userId }) => userId !== null && userId !== signedIn.user.id)).toBe(true);
  });

  it('tells who invited, changed and removed whom, and who joined and left', async () => {
    const { id: ownerId } = signedIn.user;
    const sent = await owner.post<{ id: number }>('/api/invitations', { email: 'noor@example.com', role: 'doctor' });
    const person = { username: 'noor', firstName: 'Noor', lastName: 'Visser', password: COLLEAGUE_PASSWORD };
    const token = await invitationToken(running, 'noor@example.com');
    const joined = await running.api.post<SignedIn>('/api/invitations/accept', { token, ...person });
    const { id } = joined.body.user;
    const revoked = await owner.post<{ id: number }>('/api/invitations', { email: 'x@example.com', role: 'admin' });
    await owner.delete(`/api/invitations/${revoked.body.id}`);
    expect((await owner.patch(`/api/users/${id}`, { role: 'admin' })).status).toBe(200);
    expect((await owner.patch(`/api/users/${id}`, { role: 'admin' })).status).toBe(200);
    expect((await owner.patch(`/api/users/${id}`, { isActive: false })).status).toBe(200);
    expect((await owner.patch(`/api/users/${ownerId}`, { isActive: false })).status).toBe(409);
    expect((await owner.delete(`/api/users/${id}`)).status).toBe(204);
    await (await addColleague(running.app, running.api, signedIn.company.id, 'doctor')).post('/api/users/leave');
    const by = { userId: ownerId, role: 'owner', requestId: expect.any(String) };
    const found = (await asHappened(owner)).filter(({ action }) => /^(person|invitation)-/.test(action));
    expect(found).toMatchObject([
      { ...by, action: 'invitation-sent', detail: { invitationId: sent.body.id, role: 'doctor' } },
      { userId: id, action: 'person-joined', detail: { invitationId: sent.body.id, role: 'doctor' } },
      { ...by, action: 'invitation-sent', detail: { invitationId: revoked.body.id, role: 'admin' } },
      { ...by, action: 'invitation-revoked', detail: { invitationId: revoked.body.id, role: 'admin' } },
      { ...by, action: 'person-changed', detail: { ofUserId: id, role: ['doctor', 'admin'] } },
      { ...by, action: 'person-changed', detail: { ofUserId: id, isActive: [true, false] } },
      { ...by, action: 'person-removed', detail: { ofUserId: id, role: 'admin' } },
      { role: 'doctor', action: 'person-left', detail: { role: 'doctor' } },
    ]);
    expect(JSON.stringify(found)).not.toMatch(/noor@|x@example/);
  });

  it('tells of nobody’s change that cannot be recorded, because it does not happen', async () => {
    const nurse = await addColleague(running.app, running.api, signedIn.company.id, 'receptionist');
    const { id } = (await nurse.get<SignedIn>('/api/auth/me')).body.user;
    for (const app of running.apps)
      jest.spyOn(app.get(AuditTrail), 'record').mockRejectedValue(new AuditJournalError('full'));
    expect((await owner.patch(`/api/users/${id}`, { role: 'doctor' })).status).toBe(503);
    expect((await owner.delete(`/api/users/${id}`)).status).toBe(503);
    jest.restoreAllMocks();
    expect((await owner.get(`/api/users/${id}`)).body).toMatchObject({ role: 'receptionist', isActive: true });
  });

  it('tells of second factors: set up, asked for, wrong and right codes, required, switched off', async () => {
    const { api, signedIn: own, registration } = await registerCompany(running.api);
    const credentials = { username: registration.username, password: registration.password };
    const { secret, recoveryCodes } = await enrol(api, credentials.password, clock);
    await running.api.post('/api/auth/login', credentials);
    const challenge = await challengeOf(running.api, credentials.username, credentials.password);
    expect((await complete(running.api, challenge, { code: await wrongCode(secret, clock.now()) })).status).toBe(401);
    const right = await complete(running.api, challenge, { code: await codeAt(secret, clock.now()) });
    const signedInAgain = running.api.as(right.body.accessToken);
    expect((await signedInAgain.send('PUT', '/api/company/second-factor', { requiredFor: ['doctor'] })).status).toBe(
      200,
    );
    clock.advance(STEP_MS);
    const proof = { password: credentials.password, recoveryCode: recoveryCodes[0] };
    expect((await signedInAgain.post('/api/auth/second-factor/disable', proof)).status).toBe(204);
    const found = (await asHappened(signedInAgain)).filter(({ action }) => /^(sign-in|second)/.test(action));
    const known = { userId: own.user.id, role: 'owner' };
    expect(found).toMatchObject([
      { ...known, action: 'sign-in' },
      { ...known, action: 'second-factor-changed', detail: { what: 'set up' } },
      { ...known, action: 'sign-in-failed' },
      { ...known, action: 'sign-in' },
      { ...known, action: 'second-factor-rule-changed', detail: { requiredFor: [[], ['doctor']] } },
      { ...known, action: 'second-factor-changed', detail: { what: 'switched off' } },
    ]);
  });

  it('finds entries by who, what, which record and when, page by page', async () => {
    const id = await addPatient(owner, { lastName: 'Nowak' });
    await owner.patch(`/api/patients/${id}`, { phone: '+1 555 0177' });
    await owner.get('/api/patients');
    await owner.get(`/api/patients/${id}`);
    const ofPatient = await asHappened(owner, `&record=patients&recordId=${id}`);
    expect(ofPatient.map(({ action }) => action)).toEqual(['create', 'update', 'list', 'read']);
    expect(ofPatient[1]).toMatchObject({ fields: ['phone'], changes: { phone: [expect.anything(), '+1 555 0177'] } });
    expect(ofPatient[0]).toMatchObject({ record: 'patients_patient', userName: 'Ada Brown' });
    expect((await asHappened(owner, '&record=patients&recordId=99')).length).toBe(0);
    expect((await asHappened(owner, '&action=update')).length).toBe(1);
    expect((await asHappened(owner, `&userId=${signedIn.user.id + 9999}`)).length).toBe(0);
    const page = (await owner.get<List>('/api/audit?pageSize=2&page=2')).body;
    expect(page.items).toHaveLength(2);
    expect(page.total).toBeGreaterThan(4);

    clock.set('2026-11-24T09:00:00Z');
    await owner.get('/api/doctors');
    expect((await asHappened(owner, '&from=2026-11-24T08:30:00Z')).map(({ action }) => action)).toEqual(['list']);
    expect((await asHappened(owner, '&to=2026-11-24T07:00:00Z')).length).toBe(0);
  });

  it.each([
    ['/api/audit?from=2026-11-25T00:00:00Z&to=2026-11-24T00:00:00Z', 'to'],
    ['/api/audit?recordId=5', 'recordId'],
    ['/api/audit?action=everything', 'action'],
    ['/api/audit?pageSize=101', 'pageSize'],
    ['/api/audit/export?page=1', 'page'],
    ['/api/audit/export?recordId=5', 'recordId'],
  ])('refuses %s', async (path, field) => {
    expect((await owner.get(path)).body).toMatchObject({ status: 400, errors: [{ field }] });
  });

  it('can be had as a file that no spreadsheet takes for formulas', async () => {
    await addPatient(owner, { lastName: '=cmd' });
    const answer = await owner.get('/api/audit/export?action=create');
    expect(answer.headers.get('content-type')).toContain('text/csv');
    const [head = '', ...lines] = answer.text.trim().split('\r\n');
    expect(head).toBe(
      'id,at,userId,userName,role,supportAccessId,address,device,requestId,action,record,recordIds,recordCount,fields,changes,detail',
    );
    expect(lines).toHaveLength(2);
    expect(answer.text).not.toMatch(/(^|,)=/m);
    expect((await asHappened(owner)).at(-1)).toMatchObject({ action: 'export', record: 'audit' });
  });

  it('is another one for each company', async () => {
    const other = await registerCompany(running.api);
    expect((await asHappened(other.api)).map(({ action }) => action)).toEqual(['sign-in']);
  });

  it('tells of exports, and holds together', async () => {
    await owner.post('/api/export');
    expect((await asHappened(owner)).at(-1)).toMatchObject({ action: 'export', record: null });
    const tenant = await running.app.get(TenantDirectory).find(signedIn.company.id);
    const report = await running.app.get(AuditVerification).verify(tenant!);
    expect(report.faults).toEqual([]);
    expect(report.entries).toBeGreaterThan(20);
  });
});
