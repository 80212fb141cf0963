/** @engine both: what must hold on either engine. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerCompany } from '../support/api-client.js';
import type { Answer, ApiClient, Registration, SignedIn } from '../support/api-client.js';
import { addAppointment, addDoctor, addPatient } from '../support/clinic.js';
import { addSuperuser } from '../support/colleagues.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { TestClock } from '../support/test-clock.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const DOCTOR = { firstName: 'Una', lastName: 'More', specialty: 'Surgery' };

interface State {
  readonly status: string;
  readonly access: string;
  readonly reason: string;
  readonly daysLeft: number;
  readonly plan: { readonly code: string };
  readonly trialEndsAt: string;
  readonly currentPeriodEndsAt: string;
  readonly pendingChange: Record<string, unknown> | null;
  readonly limits: Record<string, number | null>;
}

interface Listed {
  readonly items: Record<string, unknown>[];
  readonly total: number;
}

/** A company from its first day to the day on which it pays, over HTTP, with a clock that the test moves. */
describe('a company lives through trial, expiry and payment', () => {
  const clock = new TestClock('2026-11-24T08:00:00.000Z');
  let running: RunningApp;
  let registration: Registration;
  let companyId: number;
  let owner: ApiClient;
  let rowsBefore: unknown[];

  beforeAll(async () => {
    running = await startApp({ TRIAL_DAYS: '14', READ_ONLY_DAYS: '30' }, { clock });
  });
  afterAll(() => running.stop());

  /** Access tokens live for minutes; after days one signs in again, which always works. */
  const signInAgain = async (): Promise<void> => {
    const { username, password } = registration;
    const answer = await running.api.post<SignedIn>('/api/auth/login', { username, password });
    expect(answer.status).toBe(200);
    owner = running.api.as(answer.body.accessToken);
  };
  const goTo = async (time: number): Promise<void> => {
    clock.set(new Date(time).toISOString());
    await signInAgain();
  };
  const state = async (): Promise<State> => {
    const answer = await owner.get<State>('/api/subscription');
    expect(answer.status).toBe(200);
    return answer.body;
  };
  const lists = ['/api/doctors', '/api/patients', '/api/appointments'];
  const rows = (): Promise<unknown[]> =>
    Promise.all(lists.map(async (list) => (await owner.get<Listed>(`${list}?sort=id&pageSize=100`)).body.items));
  const write = (): Promise<Answer> => owner.post('/api/doctors', DOCTOR);
  const trialEnd = Date.parse('2026-12-08T08:00:00.000Z');

  it('signs up on basic and has everything', async () => {
    const company = await registerCompany(running.api, { planCode: 'basic' });
    registration = company.registration;
    companyId = company.signedIn.company.id;
    owner = company.api;
    expect(await state()).toMatchObject({
      status: 'trialing',
      plan: { code: 'basic' },
      access: 'full',
      reason: 'trial',
      daysLeft: 14,
      trialEndsAt: '2026-12-08T08:00:00.000Z',
      limits: { doctors: 5 },
      pendingChange: null,
    });
  });

  it('hits the limit of five doctors', async () => {
    for (let doctor = 1; doctor <= 5; doctor += 1) await addDoctor(owner);
    const refused = await write();
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ code: 'plan-limit-reached', resource: 'doctors', limit: 5, used: 5 });
  });

  it('upgrades, and goes on at once', async () => {
    const order = { planCode: 'professional', billingCycle: 'monthly' };
    const preview = await owner.post('/api/subscription/preview-change', order);
    expect(preview.body).toMatchObject({ atOnce: true, fits: true, exceeds: [], restTakesEffectAt: null });
    const changed = await owner.post<State>('/api/subscription/change-plan', order);
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ plan: { code: 'professional' }, limits: { doctors: 25 }, status: 'trialing' });
    const doctorId = await addDoctor(owner);
    const patientId = await addPatient(owner);
    await addAppointment(owner, { doctorId, patientId });
    rowsBefore = await rows();
    expect(rowsBefore.map((list) => (list as unknown[]).length)).toEqual([6, 1, 1]);
  });

  it('works to the last millisecond of the trial', async () => {
    await goTo(trialEnd - 1);
    expect(await state()).toMatchObject({ access: 'full', daysLeft: 1 });
    expect((await owner.patch('/api/doctors/6', { specialty: 'Surgery' })).status).toBe(200);
    rowsBefore = await rows();
  });

  it('can only read from the second on at which the trial ends, though nobody has recorded it', async () => {
    await goTo(trialEnd);
    expect(await state()).toMatchObject({
      status: 'trialing',
      access: 'read-only',
      reason: 'trial-ended',
      daysLeft: 30,
    });
    expect(await rows()).toEqual(rowsBefore);
    const refused = [
      await write(),
      await owner.patch('/api/doctors/6', { specialty: 'None' }),
      await owner.delete('/api/appointments/1'),
    ];
    for (const { status, body } of refused) {
      expect({ status, ...body }).toMatchObject({
        status: 402,
        code: 'subscription-inactive',
        access: 'read-only',
        reason: 'trial-ended',
      });
    }
  });

  it('can read to the last millisecond of the thirty days', async () => {
    await goTo(trialEnd + 30 * DAY_MS - 1);
    expect(await rows()).toEqual(rowsBefore);
    expect(await state()).toMatchObject({ access: 'read-only', daysLeft: 1 });
  });

  it('is locked from then on, but for subscription, account and sign-out', async () => {
    await goTo(trialEnd + 30 * DAY_MS);
    for (const list of lists) {
      const answer = await owner.get(list);
      expect({ status: answer.status, ...answer.body }).toMatchObject({
        status: 402,
        code: 'subscription-inactive',
        access: 'locked',
      });
    }
    expect((await write()).status).toBe(402);
    expect(await state()).toMatchObject({ access: 'locked', reason: 'trial-ended', daysLeft: 0 });
    expect((await owner.get('/api/subscription/usage')).status).toBe(200);
    const order = { planCode: 'enterprise', billingCycle: 'yearly' };
    expect((await owner.post('/api/subscription/preview-change', order)).status).toBe(200);
    expect((await owner.get('/api/auth/me')).status).toBe(200);
    expect((await owner.post('/api/auth/logout', {})).status).toBe(204);
    await signInAgain();
  });

  it('pays, and all works again with no row lost', async () => {
    const superuser = await addSuperuser(running.app, running.api);
    const payment = { amountCents: 9900, currency: 'USD', reference: 'invoice 1' };
    const recorded = await superuser.post(`/api/admin/companies/${companyId}/payments`, payment);
    expect(recorded.status).toBe(201);
    expect(recorded.body).toMatchObject({
      periodStartsAt: '2027-01-07T08:00:00.000Z',
      periodEndsAt: '2027-02-07T08:00:00.000Z',
    });
    expect(await state()).toMatchObject({ status: 'active', access: 'full', reason: 'paid', daysLeft: 31 });
    expect(await rows()).toEqual(rowsBefore);
    expect((await write()).status).toBe(201);
    expect((await owner.delete('/api/appointments/1')).status).toBe(204);
  });

  it('runs out again at the end of the month that was paid for', async () => {
    const end = Date.parse('2027-02-07T08:00:00.000Z');
    await goTo(end - 1);
    expect((await owner.patch('/api/doctors/6', { specialty: 'Cardiology' })).status).toBe(200);
    await goTo(end);
    expect((await write()).status).toBe(402);
    expect(await state()).toMatchObject({ access: 'read-only', reason: 'payment-overdue', daysLeft: 30 });
  });
});
