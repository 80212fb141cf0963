import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { registerCompany } from '../support/api-client.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import { addSuperuser } from '../support/colleagues.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { TestClock } from '../support/test-clock.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const START = '2026-03-01T08:00:00.000Z';

describe('subscriptions in the hands of a superuser', () => {
  const clock = new TestClock(START);
  let running: RunningApp;
  let root: ApiClient;
  let owner: ApiClient;
  let id: number;
  beforeAll(async () => {
    running = await startApp({ ACCESS_TOKEN_TTL: '1d' }, { clock });
  });
  afterAll(() => running.stop());
  beforeEach(async () => {
    clock.set(START);
    root = await addSuperuser(running.app, running.api);
    const { api, signedIn } = await registerCompany(running.api, { planCode: 'basic' });
    [owner, id] = [api, signedIn.company.id];
  });

  const extend = (days: number, headers?: Record<string, string>, company = id): Promise<Answer> =>
    root.post(`/api/admin/companies/${company}/extend-trial`, { days }, headers);
  const changePlan = (planCode: string): Promise<Answer> =>
    root.post(`/api/admin/companies/${id}/change-plan`, { planCode, billingCycle: 'monthly' });
  const after = (days: number): string => new Date(Date.parse(START) + days * DAY_MS).toISOString();
  /** Lets days go by, and signs the superuser in anew. */
  async function wait(days: number): Promise<void> {
    clock.advance(days * DAY_MS);
    root = await addSuperuser(running.app, running.api);
  }

  it('have a longer trial: from its end, and again from there', async () => {
    expect((await extend(7)).body).toMatchObject({ status: 'trialing', trialEndsAt: after(21), access: 'full' });
    expect((await extend(1)).body).toMatchObject({ trialEndsAt: after(22), daysLeft: 22 });
    expect((await owner.get('/api/subscription')).body).toMatchObject({ trialEndsAt: after(22) });
  });

  it.each([14, 20, 60])('have it from now on when it is over, after %d days', async (days) => {
    await wait(days);
    const answer = await extend(3);
    expect(answer.body).toMatchObject({
      status: 'trialing',
      trialEndsAt: after(days + 3),
      access: 'full',
      daysLeft: 3,
    });
    await wait(3);
    const { body } = await extend(2);
    expect(body).toMatchObject({ trialEndsAt: after(days + 5) });
  });

  it('have it once for a request that comes twice', async () => {
    const key = { 'Idempotency-Key': `extend-${id}` };
    const answers = [await extend(7, key), await extend(7, key)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers[1]?.body).toMatchObject({ trialEndsAt: after(21) });
    expect((await extend(8, key)).status).toBe(422);
  });

  it('have none when they pay', async () => {
    const payment = { amountCents: 2900, currency: 'USD', reference: `invoice-${id}` };
    expect((await root.post(`/api/admin/companies/${id}/payments`, payment)).status).toBe(201);
    expect((await extend(7)).body).toMatchObject({ status: 409, code: 'conflict' });
  });

  it('are of companies that there are, and days that there can be', async () => {
    expect((await extend(7, undefined, 999_999)).status).toBe(404);
    for (const days of [0, -1, 1.5, 366]) expect((await extend(days)).status).toBe(400);
  });

  it('change to any plan, also one that is not public, but not to a retired one', async () => {
    const plan = { priceMonthlyCents: 100_000, priceYearlyCents: 1_000_000, currency: 'USD', sortOrder: 9 };
    const limits = { doctors: null, patients: null, users: null, storageBytes: null };
    const special = { code: `special-${id}`, name: 'Special', isPublic: false, limits, ...plan };
    expect((await root.post('/api/admin/plans', special)).status).toBe(201);
    const theirs = { planCode: special.code, billingCycle: 'monthly' };
    expect((await owner.post('/api/subscription/change-plan', theirs)).status).toBe(400);
    const answer = await changePlan(special.code);
    expect([answer.status, answer.body]).toMatchObject([200, { plan: { code: special.code } }]);
    await root.post('/api/admin/plans/enterprise/retire');
    expect((await changePlan('enterprise')).status).toBe(400);
    await root.post('/api/admin/plans/enterprise/restore');
  });

  it('change to a smaller plan at the end of the trial, which is later when the trial is longer', async () => {
    await changePlan('professional');
    const waiting = await changePlan('basic');
    expect(waiting.body).toMatchObject({ plan: { code: 'professional' }, pendingChange: { takesEffectAt: after(14) } });
    const { body } = await extend(7);
    expect(body).toMatchObject({ pendingChange: { takesEffectAt: after(21) } });
  });
});
