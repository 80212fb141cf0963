import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SettlementService, SubscriptionChanges, SubscriptionsService } from '../../src/subscription/index.js';
import { AccessTokens } from '../../src/tenancy/index.js';
import { registerCompany } from '../support/api-client.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import { addDoctor } from '../support/clinic.js';
import { addColleague, addSuperuser } from '../support/colleagues.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { TestClock } from '../support/test-clock.js';

const START = '2026-11-24T08:00:00.000Z';
const TRIAL_END = '2026-12-08T08:00:00.000Z';
const BASIC = { planCode: 'basic', billingCycle: 'monthly' };
const PROFESSIONAL = { planCode: 'professional', billingCycle: 'monthly' };

const clock = new TestClock(START);
let running: RunningApp;
let signedInAtStart: ApiClient;
let owner: ApiClient;
let superuser: ApiClient;
let companyId: number;

beforeAll(async () => {
  running = await startApp({}, { clock });
  signedInAtStart = await addSuperuser(running.app, running.api);
});
afterAll(() => running.stop());

beforeEach(async () => {
  clock.set(START);
  superuser = signedInAtStart;
  const company = await registerCompany(running.api, { planCode: 'professional' });
  ({ api: owner } = company);
  companyId = company.signedIn.company.id;
});
afterEach(() => {
  jest.restoreAllMocks();
});

function app<Service>(service: Type<Service>): Service {
  return running.app.get(service);
}

const subscription = async (): Promise<Record<string, unknown>> => (await owner.get('/api/subscription')).body;
const act = (action: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> =>
  owner.post(`/api/subscription/${action}`, body, headers);
/** Moves the clock; access tokens live for minutes, and the sessions go on. */
const goTo = (time: string): void => {
  const tokens = running.app.get(AccessTokens);
  const [ownerClaims, superuserClaims] = [owner, superuser].map(({ token = '' }) => tokens.verify(token));
  clock.set(time);
  owner = owner.as(tokens.issue(ownerClaims!));
  superuser = superuser.as(tokens.issue(superuserClaims!));
};
const settle = (): Promise<string[]> => app(SettlementService).settle(companyId);
const pay = (reference: string, more: Record<string, unknown> = {}): Promise<Answer> =>
  superuser.post(`/api/admin/companies/${companyId}/payments`, {
    amountCents: 9900,
    currency: 'USD',
    // No two companies pay by one reference.
    reference: `${reference} of ${companyId}`,
    ...more,
  });
const recorded = async (): Promise<string[]> => {
  const { id } = await app(SubscriptionsService).get(companyId);
  const rows = await app(DataSource).query<{ kind: string }[]>(
    `SELECT kind FROM subscription_event WHERE subscription_id = ${id} ORDER BY id`,
  );
  return rows.map(({ kind }) => kind);
};
const addDoctors = async (count: number): Promise<void> => {
  for (let doctor = 0; doctor < count; doctor += 1) await addDoctor(owner);
};

describe('changing the plan', () => {
  it('is for owners only', async () => {
    const admin = await addColleague(running.app, running.api, companyId, 'admin');
    for (const action of ['change-plan', 'cancel', 'reactivate']) {
      const answer = await admin.post(`/api/subscription/${action}`, BASIC);
      expect({ action, ...answer.body }).toMatchObject({ action, status: 403, code: 'forbidden' });
    }
    expect(await recorded()).toEqual([]);
    expect((await admin.post('/api/subscription/preview-change', BASIC)).status).toBe(200);
    expect((await admin.get('/api/subscription')).status).toBe(200);
  });

  it.each([
    ['an unknown plan', { ...BASIC, planCode: 'gold' }, 400],
    ['an unknown cycle', { ...BASIC, billingCycle: 'daily' }, 400],
  ])('refuses %s', async (_what, body, status) => {
    expect((await act('change-plan', body)).status).toBe(status);
    expect(await recorded()).toEqual([]);
  });

  it('to what one has already is fine, and nothing', async () => {
    expect((await act('change-plan', PROFESSIONAL)).body).toMatchObject({ plan: { code: 'professional' } });
    expect(await recorded()).toEqual([]);
  });

  it('refuses a plan that is not on offer any more, and leaves it to those who have it', async () => {
    const each = async (action: string): Promise<void> => {
      for (const code of ['basic', 'professional'])
        expect((await superuser.post(`/api/admin/plans/${code}/${action}`)).status).toBe(200);
    };
    await each('retire');
    expect((await act('change-plan', BASIC)).body).toMatchObject({ status: 400, code: 'validation-failed' });
    const yearly = await act('change-plan', { ...PROFESSIONAL, billingCycle: 'yearly' });
    expect(yearly.body).toMatchObject({ plan: { code: 'professional' }, billingCycle: 'yearly' });
    await each('restore');
  });

  it('previews what exceeds the smaller plan item by item, and changes nothing', async () => {
    await addDoctors(6);
    const answer = await act('preview-change', BASIC);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      plan: { code: 'basic', name: 'Basic' },
      billingCycle: 'monthly',
      atOnce: false,
      restTakesEffectAt: TRIAL_END,
      fits: false,
      exceeds: [{ resource: 'doctors', used: 6, limit: 5 }],
      proration: { currency: 'USD', creditCents: 0, chargeCents: 0, dueCents: 0 },
      nextPriceCents: 2900,
    });
    expect(await recorded()).toEqual([]);
    expect(await subscription()).toMatchObject({ plan: { code: 'professional' }, pendingChange: null });
  });

  it('to a smaller plan waits for the end, says what is in its way, and takes effect when it fits', async () => {
    await addDoctors(6);
    const blockedBy = [{ resource: 'doctors', used: 6, limit: 5 }];
    const scheduled = await act('change-plan', BASIC);
    const pendingChange = { plan: { code: 'basic' }, billingCycle: 'monthly', takesEffectAt: TRIAL_END, blockedBy };
    expect(scheduled.body).toMatchObject({ plan: { code: 'professional' }, pendingChange });
    await pay('invoice 1');

    goTo('2026-12-08T07:59:59.999Z');
    expect(await settle()).toEqual([]);
    goTo(TRIAL_END);
    expect(await settle()).toEqual([]);
    expect(await subscription()).toMatchObject({ plan: { code: 'professional' }, pendingChange });
    expect((await owner.post('/api/doctors', { firstName: 'U', lastName: 'M', specialty: 'x' })).status).toBe(201);

    goTo('2026-12-09T08:00:00.000Z');
    for (const id of [1, 2]) expect((await owner.delete(`/api/doctors/${id}`)).status).toBe(204);
    expect(await subscription()).toMatchObject({ pendingChange: { blockedBy: [] } });
    expect(await settle()).toEqual(['apply-change']);
    expect(await subscription()).toMatchObject({
      plan: { code: 'basic' },
      limits: { doctors: 5 },
      pendingChange: null,
    });
    expect(await settle()).toEqual([]);
    expect((await owner.post('/api/doctors', { firstName: 'U', lastName: 'M', specialty: 'x' })).status).toBe(403);
  });

  it('that waits is withdrawn by choosing the present plan', async () => {
    await act('change-plan', BASIC);
    const withdrawn = await act('change-plan', PROFESSIONAL);
    expect(withdrawn.body).toMatchObject({ plan: { code: 'professional' }, pendingChange: null });
    goTo(TRIAL_END);
    await settle();
    expect(await subscription()).toMatchObject({ plan: { code: 'professional' } });
    expect(await recorded()).toEqual(['schedule-change', 'withdraw-change', 'expire']);
  });

  it('to a bigger plan in a paid month costs the rest of it', async () => {
    await pay('invoice 1');
    goTo('2026-12-24T00:00:00.000Z');
    const order = { planCode: 'enterprise', billingCycle: 'yearly' };
    const preview = await act('preview-change', order);
    // 15 days and 8 hours of 31 days are left: 9900 and 29900 cents times 368 / 744.
    expect(preview.body).toMatchObject({
      atOnce: true,
      restTakesEffectAt: '2027-01-08T08:00:00.000Z',
      proration: { currency: 'USD', creditCents: 4897, chargeCents: 14_789, dueCents: 9892 },
      nextPriceCents: 299_000,
    });
    const changed = await act('change-plan', order);
    expect(changed.body).toMatchObject({
      plan: { code: 'enterprise' },
      billingCycle: 'monthly',
      limits: { doctors: null },
      pendingChange: {
        plan: { code: 'enterprise' },
        billingCycle: 'yearly',
        takesEffectAt: '2027-01-08T08:00:00.000Z',
      },
    });
    expect((await pay('invoice 2', { amountCents: 299_000 })).body).toMatchObject({
      periodStartsAt: '2027-01-08T08:00:00.000Z',
      periodEndsAt: '2028-01-08T08:00:00.000Z',
      subscription: { billingCycle: 'yearly', pendingChange: null },
    });
  });

  it('after the end is decided now', async () => {
    await addDoctors(6);
    goTo(TRIAL_END);
    const waiting = await act('change-plan', BASIC);
    expect(waiting.body).toMatchObject({
      status: 'expired',
      plan: { code: 'professional' },
      pendingChange: { takesEffectAt: TRIAL_END, blockedBy: [{ resource: 'doctors', used: 6, limit: 5 }] },
    });
    const chosen = await act('change-plan', { planCode: 'enterprise', billingCycle: 'monthly' });
    expect(chosen.body).toMatchObject({ plan: { code: 'enterprise' }, pendingChange: null, access: 'read-only' });
  });

  it('after the end to a smaller plan that fits is made', async () => {
    goTo(TRIAL_END);
    const changed = await act('change-plan', BASIC);
    expect(changed.body).toMatchObject({ status: 'expired', plan: { code: 'basic' }, pendingChange: null });
  });

  it('takes effect once, however often the request comes', async () => {
    const key = { 'Idempotency-Key': 'change-1' };
    const order = { planCode: 'enterprise', billingCycle: 'monthly' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => act('change-plan', order, key)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await recorded()).toEqual(['change-plan']);
    expect((await act('change-plan', BASIC, key)).body).toMatchObject({ status: 422, code: 'idempotency-mismatch' });
  });

  it('happens once for twenty who want the same at once', async () => {
    const order = { planCode: 'enterprise', billingCycle: 'monthly' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => act('change-plan', order)));
    const statuses = answers.map(({ status, body }) => `${status} ${(body.plan as { code: string }).code}`);
    expect(new Set(statuses)).toEqual(new Set(['200 enterprise']));
    expect(await recorded()).toEqual(['change-plan']);
  });

  it('is refused to the one of two who looked at it before the other changed it', async () => {
    const changes = app(SubscriptionChanges);
    const subscriptions = app(SubscriptionsService);
    const look = subscriptions.get.bind(subscriptions);
    // Between the look and the change of one, the other does all of hers.
    jest.spyOn(subscriptions, 'get').mockImplementationOnce(async (...args) => {
      const seen = await look(...args);
      await changes.change(companyId, { planCode: 'enterprise', billingCycle: 'monthly' }, { actor: 'user:2' });
      return seen;
    });
    const answer = await act('change-plan', BASIC);
    expect(answer.body).toMatchObject({ status: 409, code: 'conflict' });
    expect(await subscription()).toMatchObject({ plan: { code: 'enterprise' }, pendingChange: null });
  });
});

describe('canceling', () => {
  it('changes nothing until the end, and then the rest of the data can be read for a while', async () => {
    const canceled = await act('cancel');
    expect(canceled.body).toMatchObject({ status: 'trialing', access: 'full', cancelAtPeriodEnd: true, daysLeft: 14 });
    goTo(TRIAL_END);
    expect(await subscription()).toMatchObject({ access: 'read-only', reason: 'canceled' });
    expect(await settle()).toEqual(['end']);
    expect(await subscription()).toMatchObject({ status: 'canceled', access: 'read-only', reason: 'canceled' });
  });

  it('can be taken back before it has come about', async () => {
    await act('cancel');
    expect((await act('cancel')).status).toBe(200);
    expect((await act('reactivate')).body).toMatchObject({ cancelAtPeriodEnd: false });
    expect((await act('reactivate')).status).toBe(200);
    expect(await recorded()).toEqual(['cancel', 'reactivate']);
  });

  it('cannot be taken back afterwards, whether it was recorded or not', async () => {
    await act('cancel');
    goTo(TRIAL_END);
    expect((await act('reactivate')).body).toMatchObject({
      status: 409,
      code: 'conflict',
      action: 'reactivate',
      subscriptionStatus: 'canceled',
    });
    expect((await act('cancel')).body).toMatchObject({ status: 409, code: 'conflict' });
  });

  it('is over when the company pays', async () => {
    await act('cancel');
    goTo(TRIAL_END);
    expect((await pay('invoice 1')).status).toBe(201);
    expect(await subscription()).toMatchObject({ status: 'active', access: 'full', cancelAtPeriodEnd: false });
  });
});

describe('recording a payment', () => {
  it('is for superusers', async () => {
    const payment = { amountCents: 9900, currency: 'USD', reference: 'mine' };
    const answer = await owner.post(`/api/admin/companies/${companyId}/payments`, payment);
    expect(answer.body).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await recorded()).toEqual([]);
  });

  it.each([
    ['another currency', { currency: 'EUR' }, 'currency'],
    ['no currency at all', { currency: 'XYZ' }, 'currency'],
    ['cents that are not whole', { amountCents: 99.5 }, 'amountCents'],
    ['an amount below zero', { amountCents: -1 }, 'amountCents'],
    ['no periods', { periods: 0 }, 'periods'],
    ['an empty reference', { reference: ' ' }, 'reference'],
  ])('refuses %s', async (_what, wrong, field) => {
    const answer = await pay('invoice 1', wrong);
    expect(answer.body).toMatchObject({ status: 400, errors: [{ field }] });
    expect(await recorded()).toEqual([]);
  });

  it('of a company that there is not is refused', async () => {
    const payment = { amountCents: 1, currency: 'USD', reference: 'nobody' };
    expect((await superuser.post('/api/admin/companies/999/payments', payment)).status).toBe(404);
  });

  it('gives the time after the trial, and more time for more periods', async () => {
    const { status, body } = await pay('invoice 1', { periods: 3 });
    expect(status).toBe(201);
    expect(body).toMatchObject({ periods: 3, periodStartsAt: TRIAL_END, periodEndsAt: '2027-03-08T08:00:00.000Z' });
    expect(body.subscription).toMatchObject({ status: 'active', access: 'full', reason: 'paid' });
  });

  it('happens once for twenty copies at once, and every reference once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => pay('invoice 1')));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array.from({ length: 19 }, () => 409)]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'already-exists' });
    expect(await subscription()).toMatchObject({ currentPeriodEndsAt: '2027-01-08T08:00:00.000Z' });
    expect((await pay('invoice 2')).status).toBe(201);
    expect(await subscription()).toMatchObject({ currentPeriodEndsAt: '2027-02-08T08:00:00.000Z' });
  });
});
