import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { StripeCatchUp } from '../../src/subscription/stripe/index.js';
import {
  BillingProvider,
  Plan,
  SettlementService,
  Subscription,
  SubscriptionEvent,
  SubscriptionsService,
} from '../../src/subscription/index.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { BuiltServer } from '../support/built-server.js';
import { addSuperuser } from '../support/colleagues.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import type { StripeSubscription } from '../support/stripe/stripe-objects.js';
import { StripeServer } from '../support/stripe/stripe-server.js';
import { TestClock } from '../support/test-clock.js';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('billing through Stripe', () => {
  const clock = new TestClock('2026-03-01T08:00:00Z');
  let stripe: StripeServer;
  let running: RunningApp;
  let owner: ApiClient;
  let ownerLogin: { username: string; password: string };
  let companyId: number;
  beforeAll(async () => {
    stripe = await StripeServer.start(() => clock.now());
    running = await startApp(
      { ...stripe.environment, ACCESS_TOKEN_TTL: '1d', PUBLIC_URL: 'https://clinic.example' },
      { clock },
    );
  });
  afterAll(async () => {
    await running.stop();
    await stripe.stop();
  });
  beforeEach(async () => {
    clock.set('2026-03-01T08:00:00Z');
    stripe.failsWith = undefined;
    stripe.account.declines = false;
    const { api, signedIn, registration } = await registerCompany(running.api, { planCode: 'basic' });
    [owner, companyId, ownerLogin] = [api, signedIn.company.id, registration];
  });

  const account = (): StripeServer['account'] => stripe.account;
  const subscription = (): Promise<Subscription> => running.app.get(SubscriptionsService).get(companyId);
  const access = async (): Promise<string> =>
    running.app.get(SubscriptionsService).entitlementOf(await subscription()).access;
  const plan = (code: string): Promise<Plan> =>
    running.app.get(DataSource).getRepository(Plan).findOneByOrFail({ code });
  /** Lets time go by; tokens are shorter-lived than subscriptions. */
  async function wait(until: Date): Promise<void> {
    clock.set(until.toISOString());
    const { username, password } = ownerLogin;
    const answer = await running.api.post<{ accessToken: string }>('/api/auth/login', { username, password });
    owner = running.api.as(answer.body.accessToken);
  }
  const waitDays = (days: number): Promise<void> => wait(new Date(clock.now().getTime() + days * DAY_MS));
  /** Sends what has happened since the last time. */
  let told = 0;
  async function deliver(): Promise<void> {
    const events = account().events.slice(told);
    told = account().events.length;
    for (const event of events) expect(await stripe.deliver(running.url, event)).toBe(204);
  }
  async function checkout(): Promise<string> {
    const answer = await owner.post<{ url: string }>('/api/subscription/checkout');
    expect([answer.status, answer.body.url]).toEqual([200, expect.stringMatching(/^https:\/\/checkout/)]);
    return answer.body.url;
  }
  async function subscribe(): Promise<StripeSubscription> {
    const sold = account().completeCheckout(await checkout());
    await deliver();
    return sold;
  }

  describe('at the checkout', () => {
    it('sells the plan that the company has, at its price, and leaves it what remains of the trial', async () => {
      const before = await subscription();
      const { items, id } = await subscribe();
      expect(items.data[0]?.price).toMatchObject({
        unit_amount: 2900,
        currency: 'usd',
        recurring: { interval: 'month' },
      });
      const after = await subscription();
      expect(after).toMatchObject({
        status: 'active',
        billedBy: 'stripe',
        billingSubscriptionId: id,
        currentPeriodEndsAt: before.trialEndsAt,
        cancelAtPeriodEnd: false,
      });
      expect(await access()).toBe('full');
    });

    it('bills at once when the trial is nearly or wholly over, and opens what was closed', async () => {
      await waitDays(20);
      expect(await access()).toBe('read-only');
      await subscribe();
      expect((await subscription()).currentPeriodEndsAt).toEqual(new Date('2026-04-21T08:00:00Z'));
      expect(await access()).toBe('full');
    });

    it('leaves who has paid by transfer what was paid for, and bills from its end on', async () => {
      const root = await addSuperuser(running.app, running.api);
      const payment = { amountCents: 8700, currency: 'USD', periods: 3, reference: `transfer-${companyId}` };
      expect((await root.post(`/api/admin/companies/${companyId}/payments`, payment)).status).toBe(201);
      await waitDays(20);
      const paid = await subscription();
      expect(paid).toMatchObject({ status: 'active', billedBy: 'manual' });
      const { status } = await subscribe();
      expect(status).toBe('trialing');
      expect(await subscription()).toMatchObject({
        status: 'active',
        billedBy: 'stripe',
        currentPeriodEndsAt: paid.currentPeriodEndsAt,
      });
    });

    it('does not sell to who has paid for longer than Stripe can wait', async () => {
      const root = await addSuperuser(running.app, running.api);
      const payment = { amountCents: 87_000, currency: 'USD', periods: 30, reference: `transfer-${companyId}` };
      expect((await root.post(`/api/admin/companies/${companyId}/payments`, payment)).status).toBe(201);
      const answer = await owner.post('/api/subscription/checkout');
      expect(answer.body).toMatchObject({ status: 409, code: 'conflict' });
    });

    it('leaves a company what it has paid for by hand', async () => {
      const root = await addSuperuser(running.app, running.api);
      const payment = { amountCents: 2900, currency: 'USD', reference: `transfer-${companyId}` };
      expect((await root.post(`/api/admin/companies/${companyId}/payments`, payment)).status).toBe(201);
      const paid = (await subscription()).currentPeriodEndsAt;
      const { status, latest_invoice } = await subscribe();
      expect([status, latest_invoice?.amount_due]).toEqual(['trialing', 0]);
      expect(await subscription()).toMatchObject({ status: 'active', billedBy: 'stripe', currentPeriodEndsAt: paid });
    });

    it('has one page open per company, also for two who ask at once, and finds it again', async () => {
      const [first, second] = await Promise.all([checkout(), checkout()]);
      expect(second).toBe(first);
      expect(await checkout()).toBe(first);
      const open = [...account().sessions.values()].filter(({ url }) => url === first);
      expect(open).toMatchObject([
        { status: 'open', success_url: 'https://clinic.example/subscription/?checkout=done' },
      ]);
    });

    it('closes the page of another plan, which would otherwise be sold as well', async () => {
      const first = await checkout();
      const { id } = await subscription();
      await running.app
        .get(DataSource)
        .getRepository(Subscription)
        .update({ id }, { plan: await plan('enterprise') });
      const second = await checkout();
      expect(second).not.toBe(first);
      expect(() => account().completeCheckout(first)).toThrow('no open checkout');
      expect(account().completeCheckout(second).items.data[0]?.price.unit_amount).toBe(29_900);
    });

    it('sells nothing twice: not even when Stripe’s word of the payment is under way', async () => {
      account().completeCheckout(await checkout());
      const again = await owner.post('/api/subscription/checkout');
      expect(again.body).toMatchObject({ status: 409, code: 'conflict' });
      expect(await subscription()).toMatchObject({ status: 'active', billedBy: 'stripe' });
      await deliver();
    });

    it('makes one product and price per plan and amount, and another price when the amount is edited', async () => {
      await subscribe();
      const prices = account().prices.size;
      await owner.post('/api/subscription/portal');
      expect(account().prices.size).toBe(prices);
      const basic = await plan('basic');
      await running.app.get(DataSource).getRepository(Plan).update({ id: basic.id }, { priceMonthlyCents: 3300 });
      const { api } = await registerCompany(running.api, { planCode: 'basic' });
      owner = api;
      expect(account().completeCheckout(await checkout()).items.data[0]?.price.unit_amount).toBe(3300);
      expect(account().prices.size).toBe(prices + 1);
      await running.app.get(DataSource).getRepository(Plan).update({ id: basic.id }, { priceMonthlyCents: 2900 });
      await deliver();
    });

    it('says so when Stripe is out of order, and nothing has changed', async () => {
      const before = await subscription();
      stripe.failsWith = 500;
      const answer = await owner.post('/api/subscription/checkout');
      expect(answer.body).toMatchObject({ status: 503, code: 'unavailable' });
      expect(answer.text).not.toMatch(/sk_test|Out of order/);
      stripe.failsWith = undefined;
      expect(await subscription()).toEqual(before);
    });
  });

  it('shows a page of invoices and means of payment to those who are customers', async () => {
    expect((await owner.post('/api/subscription/portal')).body).toEqual({ url: null });
    await subscribe();
    const { url } = (await owner.post<{ url: string }>('/api/subscription/portal')).body;
    expect(url).toMatch(/^https:\/\/billing/);
    await owner.post('/api/subscription/portal');
    expect(account().configurations).toHaveLength(1);
    expect(account().configurations[0]).toMatchObject({ features: { subscription_update: { enabled: 'false' } } });
  });

  describe('a change of plan', () => {
    const upgrade = async (): Promise<void> => {
      const order = { plan: await plan('professional'), billingCycle: 'monthly' } as const;
      await running.app.get(BillingProvider).changePlan(await subscription(), order);
    };

    it('is billed at once, once, and known here when Stripe tells it', async () => {
      const { id } = await subscribe();
      await upgrade();
      await upgrade();
      const changes = stripe.requests.filter((request) => request === `POST /v1/subscriptions/${id}`);
      expect(changes).toHaveLength(1);
      expect(account().subscription(id).items.data[0]?.price.unit_amount).toBe(9900);
      await deliver();
      expect((await subscription()).plan.code).toBe('professional');
    });

    it('is refused with the means of payment', async () => {
      const { id } = await subscribe();
      account().declines = true;
      await expect(upgrade()).rejects.toMatchObject({ code: 'payment-declined', status: 402 });
      expect(account().subscription(id).items.data[0]?.price.unit_amount).toBe(2900);
    });
  });

  describe('a smaller plan, asked for by the owner', () => {
    const change = (planCode: string) =>
      owner.post<{ pendingChange: { blockedBy: unknown[] } | null; plan: { code: string } }>(
        '/api/subscription/change-plan',
        { planCode, billingCycle: 'monthly' },
      );
    const amount = (id: string): number | undefined => account().subscription(id).items.data[0]?.price.unit_amount;
    /** The period ends: Stripe renews at the old price, and the clock here does what waited. */
    async function nextPeriod(id: string): Promise<void> {
      await wait((await subscription()).currentPeriodEndsAt);
      account().renew(id);
      await deliver();
      await running.app.get(SettlementService).settle(companyId);
      await deliver();
    }

    it('is billed from the next period on, when it has come about here', async () => {
      await change('professional');
      const { id } = await subscribe();
      await nextPeriod(id);
      expect((await change('basic')).body).toMatchObject({ plan: { code: 'professional' } });
      await deliver();
      expect(amount(id)).toBe(9900);
      await nextPeriod(id);
      expect(amount(id)).toBe(2900);
      expect(await subscription()).toMatchObject({ plan: { code: 'basic' }, pendingPlan: null, status: 'active' });
    });

    it('waits, unbilled, while the company does not fit it', async () => {
      await change('professional');
      const { id } = await subscribe();
      await nextPeriod(id);
      const names = ['A', 'B', 'C', 'D', 'E', 'F'];
      const doctors = names.map((lastName) => ({ firstName: 'Grace', lastName, specialty: 'Cardiology' }));
      for (const doctor of doctors) expect((await owner.post('/api/doctors', doctor)).status).toBe(201);
      await change('basic');
      await nextPeriod(id);
      expect(amount(id)).toBe(9900);
      expect(await subscription()).toMatchObject({ plan: { code: 'professional' }, pendingPlan: { code: 'basic' } });
      expect((await owner.delete('/api/doctors/1')).status).toBe(204);
      await nextPeriod(id);
      expect(amount(id)).toBe(2900);
      expect(await subscription()).toMatchObject({ plan: { code: 'basic' }, pendingPlan: null });
    });

    it('is not taken from Stripe before it fits here, whoever told Stripe', async () => {
      await change('professional');
      const { id } = await subscribe();
      await nextPeriod(id);
      await change('basic');
      const basic = { plan: await plan('basic'), billingCycle: 'monthly' } as const;
      await running.app.get(BillingProvider).changePlan(await subscription(), basic);
      await deliver();
      expect(await subscription()).toMatchObject({ plan: { code: 'professional' }, pendingPlan: { code: 'basic' } });
    });
  });

  it('is canceled at the end of the period, taken back, and ends', async () => {
    const { id } = await subscribe();
    const billing = running.app.get(BillingProvider);
    for (const wanted of [true, false, true]) {
      if (wanted) await billing.cancelAtPeriodEnd(await subscription());
      else await billing.reactivate(await subscription());
      expect(account().subscription(id).cancel_at_period_end).toBe(wanted);
      await deliver();
      expect((await subscription()).cancelAtPeriodEnd).toBe(wanted);
    }
    const { currentPeriodEndsAt } = await subscription();
    await wait(currentPeriodEndsAt);
    account().renew(id);
    await deliver();
    expect(await subscription()).toMatchObject({ status: 'canceled', endedAt: currentPeriodEndsAt });
    expect(await access()).toBe('read-only');
  });

  it('takes a failed payment as the end of what was paid, with some days of grace, and the payment as a new period', async () => {
    const { id } = await subscribe();
    const paidUntil = (await subscription()).currentPeriodEndsAt;
    await wait(paidUntil);
    account().renew(id, { isPaid: false });
    await deliver();
    // Stripe's own period is the unpaid month already.
    expect(await subscription()).toMatchObject({ status: 'past_due', currentPeriodEndsAt: paidUntil });
    expect(await access()).toBe('full');
    await waitDays(3);
    expect(await access()).toBe('read-only');
    account().payOpenInvoice(id);
    await deliver();
    expect(await subscription()).toMatchObject({ status: 'active', currentPeriodStartsAt: paidUntil });
    expect((await subscription()).currentPeriodEndsAt > clock.now()).toBe(true);
    expect(await access()).toBe('full');
  });

  it('is asked for at Stripe when the word of a renewal is lost', async () => {
    const { id } = await subscribe();
    await wait((await subscription()).currentPeriodEndsAt);
    account().renew(id);
    told = account().events.length;
    const catchUp = running.app.get(StripeCatchUp);
    stripe.failsWith = 500;
    await catchUp.run();
    stripe.failsWith = undefined;
    expect((await subscription()).currentPeriodEndsAt).toEqual(clock.now());
    await catchUp.run();
    expect((await subscription()).currentPeriodEndsAt > clock.now()).toBe(true);
  });

  it('comes back after it was given up, by a new checkout', async () => {
    const { id } = await subscribe();
    await wait((await subscription()).currentPeriodEndsAt);
    account().renew(id, { isPaid: false });
    await waitDays(21);
    account().giveUp(id, 'canceled');
    await deliver();
    const given = await subscription();
    expect(given).toMatchObject({ status: 'canceled' });
    expect(given.endedAt! < clock.now()).toBe(true);
    const again = await subscribe();
    expect(again.id).not.toBe(id);
    expect(await subscription()).toMatchObject({ status: 'active', billingSubscriptionId: again.id, endedAt: null });
  });

  describe('an event', () => {
    const history = async (): Promise<number> =>
      running.app
        .get(DataSource)
        .getRepository(SubscriptionEvent)
        .countBy({ subscriptionId: (await subscription()).id });

    it('has its effect once, however often and at once it comes', async () => {
      account().completeCheckout(await checkout());
      const events = account().events.slice(told);
      told = account().events.length;
      const before = await history();
      const copies = [...events, ...events, ...events].map((event) => stripe.deliver(running.url, event));
      expect(new Set(await Promise.all(copies))).toEqual(new Set([204]));
      expect(await history()).toBe(before + 1);
      const after = await subscription();
      for (const event of events) await stripe.deliver(running.url, event);
      expect(await subscription()).toEqual(after);
    });

    it('is sent again when Stripe could not be asked, and then has its effect', async () => {
      account().completeCheckout(await checkout());
      const event = account().events.at(-1)!;
      told = account().events.length;
      stripe.failsWith = 503;
      expect(await stripe.deliver(running.url, event)).toBe(503);
      stripe.failsWith = undefined;
      expect((await subscription()).status).toBe('trialing');
      expect(await stripe.deliver(running.url, event)).toBe(204);
      expect((await subscription()).status).toBe('active');
    });

    it('of others is none of ours', async () => {
      const before = await subscription();
      const asked = stripe.requests.length;
      const stranger = account().tell('customer.subscription.deleted', {
        object: 'subscription',
        customer: 'cus_other',
      });
      const nobody = account().tell('balance.available', { object: 'balance' });
      told = account().events.length;
      expect([await stripe.deliver(running.url, stranger), await stripe.deliver(running.url, nobody)]).toEqual([
        204, 204,
      ]);
      expect(stripe.requests.length).toBe(asked);
      expect(await subscription()).toEqual(before);
    });

    it('of a customer who was deleted at Stripe is taken, or Stripe would send it for days', async () => {
      const { customer } = await subscribe();
      account().customers.delete(customer);
      const deleted = account().tell('customer.deleted', { object: 'customer', id: customer });
      told = account().events.length;
      expect(await stripe.deliver(running.url, deleted)).toBe(204);
      expect((await subscription()).status).toBe('active');
    });

    it('of a subscription that has ended has no say once a payment was recorded by hand', async () => {
      const { id } = await subscribe();
      account().end(id);
      const [late] = account().events.slice(-1);
      const { id: row } = await subscription();
      await running.app.get(DataSource).getRepository(Subscription).update({ id: row }, { billedBy: 'manual' });
      told = account().events.length;
      expect(await stripe.deliver(running.url, late!)).toBe(204);
      expect(await subscription()).toMatchObject({ status: 'active', billedBy: 'manual' });
    });

    it.each([
      ['no signature', () => undefined],
      ['an empty one', () => ''],
      ['one of nothing', () => 't=1,v1='],
      ['words', () => 'whatever'],
      ['the signature of another secret', (body: string) => stripe.signature(body, { secret: 'whsec_guessed' })],
      ['the signature of an empty secret', (body: string) => stripe.signature(body, { secret: '' })],
      ['the signature of another body', (body: string) => stripe.signature(body.replace('evt', 'EVT'))],
      ['a signature of six minutes ago', (body: string) => stripe.signature(body, { at: account().time - 360 })],
      ['an unsigned time', (body: string) => stripe.signature(body).replace(/^t=\d+/, `t=${account().time - 1}`)],
      ['another scheme', (body: string) => stripe.signature(body).replace('v1=', 'v0=')],
    ])('with %s is refused before anybody reads it', async (_what, signature) => {
      account().completeCheckout(await checkout());
      const event = account().events.at(-1)!;
      told = account().events.length;
      const body = JSON.stringify(event);
      const asked = stripe.requests.length;
      const answer = await stripe.post(running.url, body, signature(body));
      expect(await answer.json()).toMatchObject({ status: 400, code: 'invalid-signature' });
      expect(stripe.requests.length).toBe(asked);
      expect((await subscription()).status).toBe('trialing');
      // The control: signed as it should be, the same body is taken.
      expect((await stripe.post(running.url, body, stripe.signature(body))).status).toBe(204);
      expect((await subscription()).status).toBe('active');
    });

    it('may be larger and deeper than any body of ours, and must be no larger than a megabyte', async () => {
      const values = Array.from({ length: 5000 }, (_, index) => index);
      const large = account().tell('invoice.created', {
        object: 'invoice',
        values,
        deep: JSON.parse('['.repeat(30) + ']'.repeat(30)) as unknown,
      });
      told = account().events.length;
      expect(await stripe.deliver(running.url, large)).toBe(204);
      const huge = JSON.stringify({ x: 'x'.repeat(1024 * 1024) });
      expect((await stripe.post(running.url, huge, stripe.signature(huge))).status).toBe(413);
    });
  });
});

describe('billing by hand', () => {
  it('has no pages, and takes no events', async () => {
    const running = await startApp();
    const { api } = await registerCompany(running.api);
    for (const page of ['checkout', 'portal']) {
      const answer = await api.post(`/api/subscription/${page}`);
      expect([answer.status, answer.body]).toEqual([200, { url: null }]);
    }
    expect((await running.api.post('/api/billing/stripe/webhook', {})).body).toMatchObject({ code: 'not-found' });
    await running.stop();
  });
});

describe('the built program', () => {
  it('does without Stripe’s library until it is needed, and finds it then', async () => {
    const clock = new TestClock(new Date().toISOString());
    const stripe = await StripeServer.start(() => clock.now());
    const server = await BuiltServer.start({ ...stripe.environment, LOG_LEVEL: 'info' });
    const { api } = await registerCompany(server.api);
    const { url } = (await api.post<{ url: string }>('/api/subscription/checkout')).body;
    stripe.account.completeCheckout(url);
    for (const event of stripe.account.events) expect(await stripe.deliver(server.url, event)).toBe(204);
    expect((await api.get('/api/subscription')).body).toMatchObject({ status: 'active', billedBy: 'stripe', billing: 'stripe' });
    await server.stop();
    await stripe.stop();
  });

  it('does not start to bill through Stripe without its keys', async () => {
    const { stderr, exit } = await BuiltServer.fail({ BILLING: 'stripe' });
    expect(await exit).toBe(78);
    expect(stderr).toMatch(/STRIPE_SECRET_KEY.*needed[^]*STRIPE_WEBHOOK_SECRET.*needed/);
  });
});
