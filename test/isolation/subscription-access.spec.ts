import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RoleGuard } from '../../src/master/index.js';
import { SubscriptionGuard, SubscriptionsService } from '../../src/subscription/index.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { addDoctor } from '../support/clinic.js';
import { addColleague, addSuperuser, COLLEAGUE_PASSWORD, signIn } from '../support/colleagues.js';
import { routePolicies } from '../support/route-policies.js';
import type { RoutePolicy } from '../support/route-policies.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { TestClock } from '../support/test-clock.js';
import { ROUTE_CASES } from './route-cases.js';

const START = '2026-03-20T12:00:00.000Z';
const DAY_MS = 24 * 60 * 60 * 1000;
const TRIAL_MS = 14 * DAY_MS;
const READ_ONLY_MS = 30 * DAY_MS;

/** The stages of a company that never pays, with the first and the last millisecond of each after its registration. */
const STAGES = [
  { access: 'full', from: 0, to: TRIAL_MS - 1 },
  { access: 'read-only', from: TRIAL_MS, to: TRIAL_MS + READ_ONLY_MS - 1 },
  { access: 'locked', from: TRIAL_MS + READ_ONLY_MS, to: TRIAL_MS + READ_ONLY_MS + 400 * DAY_MS },
] as const;
const MOMENTS = STAGES.flatMap(({ access, from, to }) => [
  { access, afterMs: from },
  { access, afterMs: to },
]);

describe('what a company may call as its subscription runs out', () => {
  const clock = new TestClock(START);
  let running: RunningApp;
  let policies: RoutePolicy[];
  let owner: ApiClient;
  let receptionist: ApiClient;
  let superuser: ApiClient;
  let usernames: string[];

  beforeAll(async () => {
    running = await startApp({}, { clock });
    policies = routePolicies(running.app);
    const registered = await registerCompany(running.api, { password: COLLEAGUE_PASSWORD });
    owner = registered.api;
    await addDoctor(owner);
    receptionist = await addColleague(running.app, running.api, registered.signedIn.company.id, 'receptionist');
    superuser = await addSuperuser(running.app, running.api);
    usernames = await Promise.all([owner, receptionist, superuser].map(usernameOf));
  });
  afterAll(() => running.stop());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** Sets the clock; everybody signs in anew, for their tokens have expired meanwhile. */
  async function moveTo(afterMs: number): Promise<void> {
    clock.set(new Date(Date.parse(START) + afterMs).toISOString());
    const clients = await Promise.all(usernames.map((username) => signIn(running.api, username)));
    [owner, receptionist, superuser] = clients as [ApiClient, ApiClient, ApiClient];
  }

  async function usernameOf(api: ApiClient): Promise<string> {
    return (await api.get<{ user: { username: string } }>('/api/auth/me')).body.user.username;
  }

  async function call(api: ApiClient, route: string): Promise<{ status: number; body: Record<string, unknown> }> {
    const [method = '', path = ''] = route.split(' ');
    const body = method === 'GET' ? undefined : (ROUTE_CASES[route]?.probe ?? { unknownField: 1 });
    return api.send(method, path.replace(/:\w+/g, '999999'), body);
  }

  function isOpen({ route, policy, allowsInactive }: RoutePolicy, access: string): boolean {
    if (policy?.kind !== 'roles' || allowsInactive || access === 'full') return true;
    return access === 'read-only' && route.startsWith('GET ');
  }

  /** Routes that were open or closed otherwise than the access says. */
  async function wrongly(access: string): Promise<string[]> {
    const wrong: string[] = [];
    for (const one of policies.filter(({ policy }) => policy?.kind !== 'superusers')) {
      const { status, body } = await call(owner, one.route);
      if ((status === 402) === isOpen(one, access)) wrong.push(one.route);
      if (status === 402) expect(body).toMatchObject({ code: 'subscription-inactive', access, reason: 'trial-ended' });
    }
    return wrong;
  }

  it.each(MOMENTS)('is $access after $afterMs ms, on every route', async ({ access, afterMs }) => {
    await moveTo(afterMs);
    expect(await wrongly(access)).toEqual([]);
  });

  it('is noticed on every route that changes anything if nobody asks (control)', async () => {
    await moveTo(TRIAL_MS);
    const closed = policies.filter((one) => one.policy?.kind !== 'superusers' && !isOpen(one, 'read-only'));
    for (const app of running.apps) jest.spyOn(app.get(SubscriptionGuard), 'canActivate').mockReturnValue(true);
    expect(closed.length).toBeGreaterThan(20);
    expect((await wrongly('read-only')).sort()).toEqual(closed.map(({ route }) => route).sort());
  });

  /** What somebody without a token, a receptionist and an owner are told who add a doctor without a name, at two moments. */
  async function firstRefusals(): Promise<{ afterTrial: number[]; inTrial: number[] }> {
    const told = (): Promise<number[]> =>
      Promise.all([running.api, receptionist, owner].map(async (api) => (await api.post('/api/doctors', {})).status));
    await moveTo(TRIAL_MS);
    const afterTrial = await told();
    await moveTo(TRIAL_MS - 1);
    return { afterTrial, inTrial: await told() };
  }

  it('is asked before the role, and after the sign-in', async () => {
    // A receptionist may not add doctors at any time; what is told first is that nobody of the company may now.
    expect(await firstRefusals()).toEqual({ afterTrial: [401, 402, 402], inTrial: [401, 403, 400] });
  });

  it('would be told second if the guards changed places (control)', async () => {
    for (const app of running.apps) {
      const guards = [app.get(SubscriptionGuard), app.get(RoleGuard)] as const;
      const [subscription, role] = guards.map((guard) => guard.canActivate.bind(guard));
      jest.spyOn(guards[0], 'canActivate').mockImplementation(role!);
      jest.spyOn(guards[1], 'canActivate').mockImplementation(subscription as never);
    }
    expect(await firstRefusals()).toEqual({ afterTrial: [401, 403, 402], inTrial: [401, 403, 400] });
  });

  it('leaves those alone who run the installation', async () => {
    await moveTo(TRIAL_MS + READ_ONLY_MS);
    expect((await superuser.get('/api/admin/plans')).status).toBe(200);
  });

  it('is not a matter of the scheduler: the row still says that the trial is under way', async () => {
    await moveTo(0);
    const { signedIn, registration } = await registerCompany(running.api, { password: COLLEAGUE_PASSWORD });
    await moveTo(TRIAL_MS);
    const api = await signIn(running.api, registration.username);
    expect(await api.post('/api/doctors', {})).toMatchObject({ status: 402, body: { reason: 'trial-ended' } });
    const subscription = await running.app.get(SubscriptionsService).get(signedIn.company.id);
    expect(subscription.status).toBe('trialing');
  });

  it('comes back with a payment, with no row lost', async () => {
    await moveTo(TRIAL_MS + READ_ONLY_MS);
    expect((await owner.get('/api/doctors')).status).toBe(402);
    const { items } = (await superuser.get<{ items: { id: number }[] }>('/api/admin/companies')).body;
    const payment = { amountCents: 9900, currency: 'USD', periods: 1, reference: 'INV-1' };
    const paid = await superuser.post(`/api/admin/companies/${items[0]?.id}/payments`, payment);
    expect(paid.status).toBeLessThan(300);
    expect((await owner.get<{ total: number }>('/api/doctors')).body.total).toBe(1);
    await addDoctor(owner);
    expect((await owner.get<{ total: number }>('/api/doctors')).body.total).toBe(2);
  });
});
