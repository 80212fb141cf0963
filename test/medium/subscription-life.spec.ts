import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import type { ProblemError } from '../../src/common/index.js';
import {
  fullAccessEnd,
  PaymentsService,
  Plan,
  SettlementService,
  Subscription,
  SubscriptionChanges,
  SubscriptionEvent,
  SubscriptionsService,
} from '../../src/subscription/index.js';
import { dueByClock, dueChange } from '../../src/subscription/changes/settlement.js';
import { registerCompany } from '../support/api-client.js';
import { addDoctor } from '../support/clinic.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { TestClock } from '../support/test-clock.js';

const START = '2026-11-24T08:00:00.000Z';
const DAY_MS = 24 * 60 * 60 * 1000;
const RULES = { readOnlyDays: 30 };

type Step =
  | { readonly do: 'wait'; readonly milliseconds: number }
  | { readonly do: 'change'; readonly planCode: string; readonly billingCycle: 'monthly' | 'yearly' }
  | { readonly do: 'pay'; readonly periods: number }
  | { readonly do: 'cancel' | 'reactivate' | 'settle' };

const steps = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({
      do: fc.constant('wait' as const),
      milliseconds: fc.oneof(fc.nat(2), fc.nat(40 * DAY_MS), fc.constantFrom(14 * DAY_MS, 30 * DAY_MS)),
    }),
    fc.record({
      do: fc.constant('change' as const),
      // Six doctors do not fit basic, and fit the others.
      planCode: fc.constantFrom('basic', 'middle', 'professional', 'enterprise'),
      billingCycle: fc.constantFrom('monthly' as const, 'yearly' as const),
    }),
    fc.record({ do: fc.constant('pay' as const), periods: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ do: fc.constantFrom('cancel' as const, 'reactivate' as const, 'settle' as const) }),
  ),
  { minLength: 3, maxLength: 14 },
);

describe('whatever happens to a subscription, in whatever order', () => {
  const clock = new TestClock(START);
  let running: RunningApp;
  let master: DataSource;
  let subscriptions: SubscriptionsService;
  let companyId: number;
  let first: Subscription;
  let payments = 0;

  beforeAll(async () => {
    running = await startApp({ TRIAL_DAYS: '14', READ_ONLY_DAYS: '30' }, { clock });
    master = running.app.get(DataSource);
    subscriptions = running.app.get(SubscriptionsService);
    const { id: _, ...professional } = await master.manager.findOneByOrFail(Plan, { code: 'professional' });
    await master.manager.insert(Plan, { ...professional, code: 'middle', limitDoctors: 10, priceMonthlyCents: 5000 });
    const company = await registerCompany(running.api, { planCode: 'professional' });
    companyId = company.signedIn.company.id;
    for (let doctor = 0; doctor < 6; doctor += 1) await addDoctor(company.api);
    first = await subscriptions.get(companyId);
  });
  afterAll(() => running.stop());

  async function take(step: Step): Promise<void> {
    const { app } = running;
    const by = { actor: 'test' };
    if (step.do === 'wait') clock.advance(step.milliseconds);
    if (step.do === 'settle') await app.get(SettlementService).settle(companyId);
    if (step.do === 'change') await app.get(SubscriptionChanges).change(companyId, pick(step), by);
    if (step.do === 'cancel') await app.get(SubscriptionChanges).cancel(companyId, by);
    if (step.do === 'reactivate') await app.get(SubscriptionChanges).reactivate(companyId, by);
    if (step.do !== 'pay') return;
    payments += 1;
    const payment = { amountCents: 1, currency: 'USD', periods: step.periods, reference: `payment ${payments}` };
    await app.get(PaymentsService).record(companyId, payment, by);
  }
  const pick = ({ planCode, billingCycle }: Extract<Step, { do: 'change' }>) => ({ planCode, billingCycle });

  /** What must hold at every moment. */
  function expectSound(subscription: Subscription): void {
    const { status, endedAt, pendingChangesAt, pendingPlan, pendingBillingCycle } = subscription;
    expect(endedAt !== null).toBe(['canceled', 'expired'].includes(status));
    expect(pendingChangesAt === null).toBe(pendingPlan === null && pendingBillingCycle === null);
    expect(subscription.currentPeriodStartsAt.getTime()).toBeLessThanOrEqual(
      subscription.currentPeriodEndsAt.getTime(),
    );
    // The company has six doctors.
    expect(subscription.plan.code).not.toBe('basic');
  }

  /** What one step may do to access. */
  function expectAccessAsPaid(step: Step, before: Subscription, after: Subscription): void {
    const [end, newEnd] = [before, after].map((one) => fullAccessEnd(one).getTime());
    if (step.do === 'pay') {
      expect(subscriptions.entitlementOf(after)).toMatchObject({ access: 'full', reason: 'paid' });
      expect(newEnd).toBeGreaterThan(Math.max(end ?? 0, clock.now().getTime()));
    } else expect(newEnd).toBe(end);
  }

  async function expectSettled(): Promise<void> {
    await take({ do: 'settle' });
    const subscription = await subscriptions.get(companyId);
    expect(dueByClock(subscription, clock.now(), RULES)).toBeUndefined();
    // What still waits is what does not fit.
    const due = dueChange(subscription, clock.now());
    if (due) expect(due.plan.code).toBe('basic');
    expect(await running.app.get(SettlementService).settle(companyId)).toEqual([]);
  }

  it('only money gives access, every state is sound, and every change of it is recorded', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        clock.set(START);
        await master.query('DELETE FROM subscription_event');
        await master.manager.update(Subscription, { companyId }, first);
        let before = await subscriptions.get(companyId);
        for (const step of taken) {
          const refusal = await take(step).catch((error: unknown) => error);
          if (refusal !== undefined) expect((refusal as ProblemError).code).toBe('conflict');
          const after = await subscriptions.get(companyId);
          expectSound(after);
          expectAccessAsPaid(step, before, after);
          before = after;
        }
        await expectSettled();
        const last = await subscriptions.get(companyId);
        const events = await master.manager.find(SubscriptionEvent, { order: { id: 'ASC' } });
        const told = events.map((event) => JSON.parse(event.detail) as { from: string; to: string });
        expect([first.status, ...told.map(({ to }) => to)]).toEqual([...told.map(({ from }) => from), last.status]);
      }),
      { numRuns: 120 },
    );
  });
});
