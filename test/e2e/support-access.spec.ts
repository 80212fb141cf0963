/** @instances one: its clock stands still, and what processes have told in one instant is in no order. */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RoleGuard } from '../../src/master/index.js';
import { SessionStates } from '../../src/master/sessions/session-states.js';
import { SupportSessions } from '../../src/master/sessions/support-sessions.js';
import { SupportAccesses } from '../../src/master/support/support-accesses.js';
import { RequestAccess, TenantGuard, TenantPool } from '../../src/tenancy/index.js';
import { registerCompany } from '../support/api-client.js';
import type { Answer, ApiClient, SignedIn } from '../support/api-client.js';
import { auditLog } from '../support/audit-log.js';
import { addPatient } from '../support/clinic.js';
import { addColleague, addSuperuser, signIn } from '../support/colleagues.js';
import { mailsTo } from '../support/mailbox.js';
import { registeredRoutes } from '../support/routes.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { TestClock } from '../support/test-clock.js';
import { ROUTE_CASES } from '../isolation/route-cases.js';

interface Grant {
  readonly supportAccess: { readonly id: number; readonly state: string; readonly expiresAt: string };
  readonly accessToken: string | null;
}

const REASON = 'Ticket 4711: appointments on the wrong day';
const CANARY = 'CANARY-OF-A-PATIENT';

describe('Support access', () => {
  let running: RunningApp;
  let owner: ApiClient;
  let signedIn: SignedIn;
  let superuser: ApiClient;
  let username: string;
  let password: string;
  const clock = new TestClock('2026-11-24T08:00:00Z');

  beforeAll(async () => {
    running = await startApp({ ACCESS_TOKEN_TTL: '1d' }, { clock });
    const registered = await registerCompany(running.api);
    ({ api: owner, signedIn } = registered);
    ({ username, password } = registered.registration);
    superuser = await addSuperuser(running.app, running.api);
    for (let row = 0; row < 2; row += 1) await addPatient(owner, { lastName: CANARY, notes: CANARY });
  });
  afterAll(() => running.stop());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const ask = (input: object = {}, companyId = signedIn.company.id): Promise<Answer<Grant>> => {
    const body = { reason: REASON, minutes: 60, role: 'receptionist', ...input };
    return superuser.post<Grant>(`/api/admin/companies/${companyId}/support-access`, body);
  };
  async function enter(input: object = {}): Promise<{ id: number; api: ApiClient }> {
    const { body } = await ask(input);
    return { id: body.supportAccess.id, api: running.api.as(body.accessToken!) };
  }
  const everyRoute = (): string[] => registeredRoutes(running.app).map(({ method, path }) => `${method} ${path}`);

  /** Routes of the company's that let a superuser in who names it, or show something of a patient. */
  async function openTo(client: ApiClient, routes: readonly string[]): Promise<string[]> {
    const hints = { 'X-Tenant-Id': String(signedIn.company.id), Host: `${signedIn.company.slug}.localhost` };
    const open: string[] = [];
    for (const route of routes.filter((name) => ROUTE_CASES[name]?.kind === 'tenant')) {
      const [method = '', path = ''] = route.split(' ');
      const answer = await client.send(method, path.replace(':id', '1'), ROUTE_CASES[route]?.body, hints);
      if (answer.status !== 403 || answer.text.includes(CANARY)) open.push(route);
    }
    return open;
  }

  it('would not be needed if superusers were let into the company that they name (control)', async () => {
    for (const app of running.apps) {
      const [access, pool] = [app.get(RequestAccess), app.get(TenantPool)];
      jest.spyOn(access, 'holdTenant').mockImplementation(({ headers }) => pool.hold(Number(headers['x-tenant-id'])));
      jest.spyOn(access, 'knownTenant').mockReturnValue(undefined);
      for (const guard of [app.get(TenantGuard), app.get(RoleGuard)])
        jest.spyOn(guard, 'canActivate').mockReturnValue(true);
    }
    const reads = everyRoute().filter((route) => route.startsWith('GET'));
    expect(await openTo(superuser, reads)).toEqual(
      expect.arrayContaining(['GET /api/patients', 'GET /api/patients/:id']),
    );
  });

  it('is a superuser’s only way to a company’s data', async () => {
    expect(await openTo(superuser, everyRoute())).toEqual([]);
    for (const route of everyRoute().filter(
      (name) => ROUTE_CASES[name]?.kind === 'superuser' && name.startsWith('GET'),
    )) {
      const answer = await superuser.get(route.split(' ')[1]!.replace(/:\w+/, String(signedIn.company.id)));
      expect(answer.text).not.toContain(CANARY);
    }
  });

  it.each([
    [{ reason: undefined }, 'reason'],
    [{ reason: 'because' }, 'reason'],
    [{ minutes: undefined }, 'minutes'],
    [{ minutes: 1441 }, 'minutes'],
    [{ minutes: 0 }, 'minutes'],
    [{ role: 'owner' }, 'role'],
  ])('needs a reason, an end and a role: %j is refused', async (input, field) => {
    expect((await ask(input)).body).toMatchObject({ status: 400, errors: [{ field }] });
  });

  it('is not for companies that there are not, nor for anybody but superusers', async () => {
    expect((await ask({}, 999_999)).status).toBe(404);
    const path = `/api/admin/companies/${signedIn.company.id}/support-access`;
    const body = { reason: REASON, minutes: 5, role: 'doctor' };
    expect((await owner.post(path, body)).status).toBe(403);
    const other = await addSuperuser(running.app, running.api);
    const { id } = await enter();
    expect((await other.post(`/api/admin/support-access/${id}/token`)).status).toBe(404);
    expect((await other.post(`/api/admin/support-access/${id}/end`)).status).toBe(404);
  });

  it('opens one company for reading, with the rights of the role, and everything is in its log', async () => {
    const { id, api } = await enter();
    const seen = await api.get<{ items: { lastName: string }[] }>('/api/patients');
    expect(seen.body.items.map(({ lastName }) => lastName)).toEqual([CANARY, CANARY]);
    expect((await api.patch('/api/patients/1', { notes: 'x' })).status).toBe(403);
    expect((await api.get('/api/users')).status).toBe(403);
    const entries = await auditLog(owner, `&supportAccessId=${id}`);
    expect(entries.map(({ action }) => action)).toEqual([
      'support-requested',
      'support-entered',
      'list',
      'refused',
      'refused',
    ]);
    expect(entries[0]).toMatchObject({
      role: 'superuser',
      detail: { reason: REASON, minutes: 60, role: 'receptionist' },
    });
    expect(entries[2]).toMatchObject({ recordIds: ['1', '2'], role: 'receptionist' });
  });

  it('changes clinic data only if that was given, and never anything that could outlast it', async () => {
    const { id, api } = await enter({ role: 'admin', canWrite: true });
    expect((await api.patch('/api/patients/1', { phone: '+1 555 0188' })).status).toBe(200);
    expect(await auditLog(owner, `&supportAccessId=${id}&action=update`)).toMatchObject([{ recordIds: ['1'] }]);
    const changing = everyRoute().filter((name) => !name.startsWith('GET') && ROUTE_CASES[name]?.kind !== 'public');
    const clinical = /\/api\/(patients|doctors|appointments)/;
    for (const route of changing.filter((name) => !clinical.test(name) && name !== 'POST /api/auth/logout')) {
      const [method = '', path = ''] = route.split(' ');
      const answer = await api.send(method, path.replace(/:\w+/, String(id)), ROUTE_CASES[route]?.body);
      expect([route, answer.status]).toEqual([route, 403]);
    }
  });

  /** How a request is answered a millisecond before the end of ten minutes, and then; and who asks for another token. */
  async function atTheEnd(): Promise<number[]> {
    const { id, api } = await enter({ minutes: 10 });
    clock.advance(10 * 60_000 - 1);
    const before = await api.get('/api/patients');
    clock.advance(1);
    const then = [await api.get('/api/patients'), await superuser.post(`/api/admin/support-access/${id}/token`)];
    return [before, ...then].map(({ status }) => status);
  }

  it('ends by the clock, at the very request', async () => {
    expect(await atTheEnd()).toEqual([200, 401, 409]);
  });

  it('would go on if it were only asked whether somebody ended it (control)', async () => {
    const load = SupportSessions.prototype.load;
    const stopped = { now: () => new Date(0) };
    jest.spyOn(SupportSessions.prototype, 'load').mockImplementation(async function (this: SupportSessions, claims) {
      const timeless = Object.assign(Object.create(this) as SupportSessions, { clock: stopped });
      return { ...(await load.call(timeless, claims)), until: new Date(8.64e15) };
    });
    expect(await atTheEnd()).toEqual([200, 200, 409]);
  });

  it('would go on for up to a second if this process did not forget what it knows (control)', async () => {
    jest.spyOn(SessionStates.prototype, 'forgetAll').mockResolvedValue(undefined);
    const { id, api } = await enter();
    expect((await api.get('/api/patients')).status).toBe(200);
    expect((await owner.post(`/api/support-access/${id}/end`)).body).toMatchObject({ state: 'ended' });
    expect((await api.get('/api/patients')).status).toBe(200);
  });

  it('is ended by the company at once, or by the superuser, or with the superuser’s session', async () => {
    const first = await enter();
    expect((await first.api.get('/api/patients')).status).toBe(200);
    expect((await owner.post(`/api/support-access/${first.id}/end`)).body).toMatchObject({ state: 'ended' });
    expect((await first.api.get('/api/patients')).status).toBe(401);
    expect((await superuser.post(`/api/admin/support-access/${first.id}/token`)).status).toBe(409);

    const second = await enter();
    await superuser.post(`/api/admin/support-access/${second.id}/end`);
    expect((await second.api.get('/api/patients')).status).toBe(401);
    expect((await auditLog(owner, `&supportAccessId=${second.id}`)).at(-2)).toMatchObject({ action: 'support-ended' });

    const guest = await addSuperuser(running.app, running.api);
    const body = { reason: REASON, minutes: 60, role: 'doctor' };
    const path = `/api/admin/companies/${signedIn.company.id}/support-access`;
    const third = running.api.as((await guest.post<Grant>(path, body)).body.accessToken!);
    expect((await third.get('/api/patients')).status).toBe(200);
    await guest.post('/api/auth/logout');
    expect((await third.get('/api/patients')).status).toBe(401);
  });

  it('is listed for the company, and for no other', async () => {
    const { id } = await enter();
    const other = await registerCompany(running.api);
    const listed = await owner.get<{ items: object[] }>('/api/support-access?state=active');
    const { username: supporter } = (await superuser.get<SignedIn>('/api/auth/me')).body.user;
    const known = { state: 'active', reason: REASON, canWrite: false, userName: supporter };
    expect(listed.body.items[0]).toMatchObject({ id, ...known });
    expect((await other.api.get('/api/support-access')).body).toMatchObject({ total: 0 });
    expect((await other.api.post(`/api/support-access/${id}/end`)).status).toBe(404);
    const nurse = await addColleague(running.app, running.api, signedIn.company.id, 'receptionist');
    expect((await nurse.get('/api/support-access')).status).toBe(403);
    const ofSuperuser = await superuser.get<{ items: object[] }>(
      `/api/admin/companies/${signedIn.company.id}/support-access?state=ended`,
    );
    expect(ofSuperuser.body.items.length).toBeGreaterThanOrEqual(2);
  });

  it('is written of to the owners, with the reason', async () => {
    const { registration, api } = await registerCompany(running.api);
    const companyId = (await api.get<{ company: { id: number } }>('/api/auth/me')).body.company.id;
    await ask({}, companyId);
    await api.patch('/api/support-access/rule', { needsApproval: true });
    await ask({}, companyId);
    const mails = await mailsTo(running, registration.email);
    expect(mails.map(({ subject }) => subject).sort()).toEqual([
      'Support asks to enter your company',
      'Support enters your company',
    ]);
    for (const { text } of mails) expect(text).toContain(REASON);
  });

  it('would wait for nobody if the company’s rule were only shown (control)', async () => {
    const { id } = signedIn.company;
    await owner.patch('/api/support-access/rule', { needsApproval: true });
    jest.spyOn(SupportAccesses.prototype, 'rule').mockResolvedValue({ companyId: id, needsApproval: false });
    const { body } = await ask();
    expect(body.supportAccess.state).toBe('active');
    expect((await running.api.as(body.accessToken!).get('/api/patients')).status).toBe(200);
  });

  it('waits for an owner where the company says so', async () => {
    const admin = await addColleague(running.app, running.api, signedIn.company.id, 'admin');
    expect((await admin.patch('/api/support-access/rule', { needsApproval: true })).status).toBe(403);
    expect((await owner.patch('/api/support-access/rule', { needsApproval: true })).body).toEqual({
      needsApproval: true,
    });
    const { body } = await ask({ minutes: 30 });
    const { id } = body.supportAccess;
    expect(body).toMatchObject({ supportAccess: { state: 'pending' }, accessToken: null });
    expect((await superuser.post(`/api/admin/support-access/${id}/token`)).status).toBe(409);
    expect((await admin.post(`/api/support-access/${id}/approve`)).status).toBe(403);

    clock.advance(60 * 60_000);
    expect((await owner.post(`/api/support-access/${id}/approve`)).body).toMatchObject({ state: 'active' });
    expect((await owner.post(`/api/support-access/${id}/approve`)).status).toBe(409);
    const { body: grant } = await superuser.post<Grant>(`/api/admin/support-access/${id}/token`);
    const api = running.api.as(grant.accessToken!);
    clock.advance(30 * 60_000 - 1);
    expect((await api.get('/api/patients')).status).toBe(200);
    clock.advance(1);
    expect((await api.get('/api/patients')).status).toBe(401);

    const refused = (await ask()).body.supportAccess.id;
    await owner.post(`/api/support-access/${refused}/end`);
    expect((await owner.post(`/api/support-access/${refused}/approve`)).status).toBe(409);
    const forgotten = (await ask()).body.supportAccess.id;
    clock.advance(24 * 60 * 60_000);
    const later = await signIn(running.api, username, password);
    expect((await later.post(`/api/support-access/${forgotten}/approve`)).status).toBe(409);
  });
});
