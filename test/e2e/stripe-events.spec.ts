/** @instances one: has two of its own, and says which one is told what. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BillingEvent } from '../../src/subscription/stripe/index.js';
import { StripeSync, Subscription, SubscriptionEvent, SubscriptionsService } from '../../src/subscription/index.js';
import { DataSource } from 'typeorm';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import type { StripeEvent, StripeSubscription } from '../support/stripe/stripe-objects.js';
import { StripeServer } from '../support/stripe/stripe-server.js';
import { TestClock } from '../support/test-clock.js';

const RUNS = Number(process.env.STRIPE_RUNS ?? 40);
const START = '2026-03-01T08:00:00Z';

/** What can happen at Stripe, and when it can. */
const STEPS = ['renew', 'fail', 'pay', 'cancel', 'keep', 'unpaid', 'end'] as const;
type Step = (typeof STEPS)[number];

/** The one thing that matters of an event sequence that was delivered: what is true at Stripe in the end. */
function expected(sold: StripeSubscription): object {
  const [item] = sold.items.data;
  const isUnpaid = sold.status === 'past_due' || sold.status === 'unpaid';
  const status = { active: 'active', past_due: 'past_due', unpaid: 'expired', canceled: 'canceled' }[sold.status];
  return {
    status,
    billedBy: 'stripe',
    billingSubscriptionId: sold.id,
    cancelAtPeriodEnd: sold.cancel_at_period_end,
    currentPeriodEndsAt: new Date(1000 * ((isUnpaid ? item?.current_period_start : item?.current_period_end) ?? 0)),
  };
}

describe('events of Stripe, in whatever order they come', () => {
  const clock = new TestClock(START);
  let stripe: StripeServer;
  /** Two instances of the program on the same databases. */
  let instances: RunningApp[];
  beforeAll(async () => {
    stripe = await StripeServer.start(() => clock.now());
    const first = await startApp({ ...stripe.environment, ACCESS_TOKEN_TTL: '1d', READ_ONLY_DAYS: '3650' }, { clock });
    const environment = { ...stripe.environment, DATA_DIR: first.dataDir, READ_ONLY_DAYS: '3650' };
    instances = [first, await startApp(environment, { clock })];
  });
  afterAll(async () => {
    for (const instance of [...instances].reverse()) await instance.stop();
    await stripe.stop();
  });

  const url = (choice: number): string => instances[choice % instances.length]!.url;
  const account = (): StripeServer['account'] => stripe.account;

  /** A company that has paid at the checkout, and whose events nobody has been told of. */
  async function subscriber(): Promise<{ companyId: number; sold: StripeSubscription; since: number; api: ApiClient }> {
    clock.set(START);
    const { api, signedIn } = await registerCompany(instances[0]!.api, { planCode: 'basic' });
    // Over, so that the money is due at once.
    const companyId = signedIn.company.id;
    const rows = instances[0]!.app.get(DataSource).getRepository(Subscription);
    await rows.update({ companyId }, { trialEndsAt: new Date(START), currentPeriodEndsAt: new Date(START) });
    const since = account().events.length;
    const answer = await api.post<{ url: string }>('/api/subscription/checkout');
    return { companyId, sold: account().completeCheckout(answer.body.url), since, api };
  }
  const subscription = (companyId: number): Promise<Subscription> =>
    instances[0]!.app.get(SubscriptionsService).get(companyId);

  function happens(step: Step, { id, status, items, cancel_at_period_end }: StripeSubscription): void {
    const isLive = status === 'active';
    if (step === 'renew' && isLive) {
      clock.set(new Date(1000 * (items.data[0]?.current_period_end ?? 0)).toISOString());
      account().renew(id);
    }
    if (step === 'fail' && isLive && !cancel_at_period_end) account().renew(id, { isPaid: false });
    if (step === 'pay' && status === 'past_due') account().payOpenInvoice(id);
    if (step === 'cancel' && isLive) account().change(id, { cancel_at_period_end: true });
    if (step === 'keep' && isLive) account().change(id, { cancel_at_period_end: false });
    if (step === 'unpaid' && status === 'past_due') account().giveUp(id, 'unpaid');
    if (step === 'end' && status !== 'canceled') account().end(id);
  }

  const scripts = fc.record({
    steps: fc.array(fc.constantFrom(...STEPS), { minLength: 1, maxLength: 6 }),
    // How events are told: in which order, to whom, how often, and how far things at Stripe have gone on by then.
    order: fc.array(fc.nat(1000), { minLength: 40, maxLength: 40 }),
    delays: fc.array(fc.constantFrom(0, 0, 0, 1, 5, 50), { minLength: 40, maxLength: 40 }),
  });

  type Script = typeof scripts extends fc.Arbitrary<infer Value> ? Value : never;

  /** Lives through a script. @returns what is here in the end, and what is there. */
  async function live({ steps, order, delays }: Script): Promise<[Subscription, StripeSubscription]> {
    const { companyId, sold, since } = await subscriber();
    let turn = 0;
    const next = (from: readonly number[]): number => from[(turn += 1) % from.length]!;
    stripe.beforeAnswer = async () => {
      await new Promise((resolve) => setTimeout(resolve, next(delays)));
    };
    const told: Promise<number>[] = [];
    const untold = new Set<StripeEvent>();
    let known = since;
    const learn = (): void => {
      for (const event of account().events.slice(known)) untold.add(event);
      known = account().events.length;
    };
    /** Stripe tries again until all is well, with a new signature: a month may have gone by since the last one. */
    const tell = async (event: StripeEvent): Promise<number> => {
      let status = 0;
      for (let tries = 0; tries < 20 && status !== 204; tries += 1) {
        status = await stripe.deliver(url(next(order)), event);
      }
      return status;
    };
    for (const step of steps) {
      happens(step, sold);
      learn();
      const events = [...untold];
      for (const event of events.filter(() => next(order) % 3 === 0)) {
        told.push(tell(event));
        if (next(order) % 2 === 0) untold.delete(event);
      }
      if (next(order) % 2 === 0) await new Promise((resolve) => setTimeout(resolve, next(delays)));
    }
    learn();
    const rest = [...untold].flatMap((event) => Array.from({ length: 1 + (next(order) % 2) }, () => event));
    const shuffled = rest.map((event) => ({ event, place: next(order) })).sort((a, b) => a.place - b.place);
    for (const { event } of shuffled) told.push(tell(event));
    expect(new Set(await Promise.all(told))).toEqual(new Set([204]));
    stripe.beforeAnswer = () => Promise.resolve();
    return [await subscription(companyId), sold];
  }

  it(`lead to the same end, ${RUNS} times, shuffled, repeated, overlapping, to two instances`, async () => {
    let deliveries = 0;
    await fc.assert(
      fc.asyncProperty(scripts, async (script) => {
        const [here, there] = await live(script);
        deliveries += 1;
        expect(here).toMatchObject(expected(there));
      }),
      { numRuns: RUNS },
    );
    expect(deliveries).toBeGreaterThanOrEqual(RUNS);
  }, 240_000);

  it('would not, if each event were taken at its word: the control', async () => {
    const { sold, since } = await subscriber();
    for (const step of ['fail', 'pay'] as const) happens(step, sold);
    const events = account().events.slice(since);
    const states = events.filter(({ type }) => type.startsWith('customer.subscription'));
    const order = fc.shuffledSubarray(states, { minLength: states.length });
    const leadsToTheEnd = fc.property(order, (shuffled) => shuffled.at(-1)?.data.object.status === sold.status);
    expect(fc.check(leadsToTheEnd, { numRuns: 100 }).failed).toBe(true);
  });

  /** One instance asks Stripe and is given an answer that grows old, while the other one learns what came after. */
  async function overtaking(): Promise<[Subscription, StripeSubscription]> {
    const { companyId, sold, since } = await subscriber();
    const created = account().events[since]!;
    let isAsked = (): void => undefined;
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let questions = 0;
    stripe.beforeAnswer = async () => {
      questions += 1;
      if (questions > 1) return;
      isAsked();
      await released;
    };
    const slow = stripe.deliver(url(0), created);
    await asked;
    account().change(sold.id, { cancel_at_period_end: true });
    expect(await stripe.deliver(url(1), account().events.at(-1)!)).toBe(204);
    expect((await subscription(companyId)).cancelAtPeriodEnd).toBe(true);
    release();
    expect(await slow).toBe(204);
    stripe.beforeAnswer = () => Promise.resolve();
    return [await subscription(companyId), sold];
  }

  it('never put an old answer of Stripe’s over a newer one', async () => {
    const [here, there] = await overtaking();
    expect(here).toMatchObject(expected(there));
    expect(here.cancelAtPeriodEnd).toBe(true);
  });

  it('would, if nobody looked whether the subscription has changed since the question: the control', async () => {
    const syncs = instances.map(({ app }) => app.get<{ wasOvertaken: () => boolean }>(StripeSync));
    for (const sync of syncs) sync.wasOvertaken = () => false;
    const [here] = await overtaking();
    for (const sync of syncs) delete (sync as Partial<typeof sync>).wasOvertaken;
    expect(here.cancelAtPeriodEnd).toBe(false);
  });

  it('are each applied once by two instances at once', async () => {
    const { companyId, since } = await subscriber();
    const events = account().events.slice(since);
    const copies = [0, 1, 0, 1, 0, 1].flatMap((instance) =>
      events.map((event) => stripe.deliver(url(instance), event)),
    );
    expect((await Promise.all(copies)).filter((status) => status !== 204 && status !== 503)).toEqual([]);
    for (const event of events) expect(await stripe.deliver(url(0), event)).toBe(204);
    const master = instances[0]!.app.get(DataSource);
    const { id: subscriptionId } = await subscription(companyId);
    const kept = await master.getRepository(BillingEvent).findBy({ subscriptionId });
    expect(kept.map(({ eventId }) => eventId).sort()).toEqual(events.map((event) => event.id).sort());
    expect(await master.getRepository(SubscriptionEvent).countBy({ subscriptionId, kind: 'stripe-active' })).toBe(1);
  });

  it('may come before Stripe has answered the change that they tell of', async () => {
    const { companyId, sold, since, api } = await subscriber();
    for (const event of account().events.slice(since)) await stripe.deliver(url(0), event);
    stripe.beforeAnswer = async (request) => {
      if (request !== `POST /v1/subscriptions/${sold.id}`) return;
      expect(await stripe.deliver(url(1), account().events.at(-1)!)).toBe(204);
    };
    const upgrade = { planCode: 'professional', billingCycle: 'monthly' };
    const answers = [
      await api.post('/api/subscription/change-plan', upgrade),
      await api.post('/api/subscription/cancel'),
      await api.post('/api/subscription/reactivate'),
    ];
    stripe.beforeAnswer = () => Promise.resolve();
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await subscription(companyId)).toMatchObject({ plan: { code: 'professional' }, cancelAtPeriodEnd: false });
    expect(sold).toMatchObject({ cancel_at_period_end: false, items: { data: [{ price: { unit_amount: 9900 } }] } });
  });
});
