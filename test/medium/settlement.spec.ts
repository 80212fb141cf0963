import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { Settings } from '../../src/config/index.js';
import {
  CompanyPeople,
  DueSubscriptions,
  ManualBilling,
  Plan,
  SettlementService,
  Subscription,
  SubscriptionsService,
} from '../../src/subscription/index.js';
import type { Order } from '../../src/subscription/index.js';
import { dueByClock, dueChange } from '../../src/subscription/changes/settlement.js';
import { CompanyCounts } from '../../src/subscription/changes/company-counts.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { addDoctor } from '../support/clinic.js';
import { entitlementCases } from '../support/entitlement-cases.mjs';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { newSubscription } from '../support/subscriptions.js';
import { TestClock } from '../support/test-clock.js';
import { raw, stored } from '../support/test-engine.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const END = Date.parse('2026-12-08T08:00:00.000Z');

describe('settling subscriptions', () => {
  let running: RunningApp;
  let clock: TestClock;
  let master: DataSource;
  let subscriptions: SubscriptionsService;
  let settlement: SettlementService;
  let owner: ApiClient;
  let companyId: number;
  beforeEach(async () => {
    clock = new TestClock('2026-12-08T07:55:00.000Z');
    running = await startApp({ TRIAL_DAYS: '14', READ_ONLY_DAYS: '30', ACCESS_TOKEN_TTL: '1d' }, { clock });
    master = running.app.get(DataSource);
    subscriptions = running.app.get(SubscriptionsService);
    settlement = running.app.get(SettlementService);
    const company = await registerCompany(running.api, { planCode: 'professional' });
    owner = company.api;
    companyId = company.signedIn.company.id;
  });
  afterEach(() => running.stop());

  const set = (fields: Partial<Subscription>): Promise<unknown> =>
    master.manager.update(Subscription, { companyId }, fields);
  const plan = (code: string): Promise<Plan> => master.manager.findOneByOrFail(Plan, { code });
  const events = (): Promise<Record<string, unknown>[]> =>
    master
      .query<Record<string, unknown>[]>('SELECT kind, effective_at, recorded_at, actor FROM subscription_event')
      .then((rows) =>
        rows.map((row) => ({ ...row, effective_at: stored(row.effective_at), recorded_at: stored(row.recorded_at) })),
      );
  const planCode = async (): Promise<string> => (await subscriptions.get(companyId)).plan.code;
  const doctorCount = async (): Promise<number> => (await owner.get<{ total: number }>('/api/doctors')).body.total;
  const endTrial = (): Promise<unknown> => set({ trialEndsAt: new Date(END), currentPeriodEndsAt: new Date(END) });

  describe('after the end of a trial', () => {
    beforeEach(async () => {
      await endTrial();
      clock.set('2026-12-11T10:00:00.000Z');
    });

    it('records it once, as of the end, for twenty who do it at once', async () => {
      const recorded = await Promise.all(Array.from({ length: 20 }, () => settlement.settle(companyId)));
      expect(recorded.flat()).toEqual(['expire']);
      expect(await events()).toEqual([
        {
          kind: 'expire',
          effective_at: '2026-12-08 08:00:00.000',
          recorded_at: '2026-12-11 10:00:00.000',
          actor: 'clock',
        },
      ]);
      expect(await subscriptions.get(companyId)).toMatchObject({ status: 'expired', endedAt: new Date(END) });
      expect(await settlement.settle(companyId)).toEqual([]);
    });

    it('would be recorded more than once by looking first and writing then', async () => {
      let written = 0;
      const naive = async (): Promise<void> => {
        if ((await subscriptions.get(companyId)).status !== 'trialing') return;
        await set({ status: 'expired' });
        written += 1;
      };
      await Promise.all(Array.from({ length: 20 }, naive));
      expect(written).toBeGreaterThan(1);
    });

    it('leaves alone a trial that was extended meanwhile', async () => {
      await set({ trialEndsAt: new Date(END + 7 * DAY_MS), currentPeriodEndsAt: new Date(END + 7 * DAY_MS) });
      expect(await settlement.settle(companyId)).toEqual([]);
      expect(await events()).toEqual([]);
    });
  });

  it('records, when it comes late, that a month went unpaid and that it expired', async () => {
    await set({ status: 'active', currentPeriodEndsAt: new Date(END) });
    clock.set('2027-03-01T00:00:00.000Z');
    expect(await settlement.settle(companyId)).toEqual(['lapse', 'expire']);
    expect((await events()).map((event) => event.effective_at)).toEqual([
      '2026-12-08 08:00:00.000',
      '2027-01-07 08:00:00.000',
    ]);
    expect(await subscriptions.get(companyId)).toMatchObject({ status: 'expired', endedAt: new Date(END) });
  });

  it('does nothing for a company without a subscription', async () => {
    expect(await settlement.settle(999)).toEqual([]);
  });

  it('finds exactly those that have something due, in portions', async () => {
    const offsets = [-1, 0, 3 * DAY_MS, 30 * DAY_MS - 1, 30 * DAY_MS, 33 * DAY_MS];
    const basic = await plan('basic');
    const cases = entitlementCases(END).flatMap(([, facts]) => [
      newSubscription({ ...facts, plan: basic }),
      newSubscription({ ...facts, plan: basic, pendingPlan: basic, pendingChangesAt: new Date(END + 3 * DAY_MS) }),
    ]);
    for (const [index, one] of cases.entries()) {
      const id = 1000 + index;
      await raw(
        master,
        `INSERT INTO master_company (id, name, name_key, slug, database_name, email, phone, status, created_at)
         SELECT ?, ?, ?, ?, ?, email, phone, status, created_at FROM master_company WHERE id = ?`,
        [id, ...Array.from({ length: 4 }, () => `case-${id}`), companyId],
      );
      Object.assign(one, { id, companyId: id });
      await master.manager.insert(Subscription, one);
    }
    const due = running.app.get(DueSubscriptions);
    for (const now of offsets.map((offset) => new Date(END + offset))) {
      const expected = cases.filter((one) => dueByClock(one, now, { readOnlyDays: 30 }) ?? dueChange(one, now));
      const found: number[] = [];
      for (;;) {
        const portion = await due.companies({ after: found.at(-1) ?? 999, limit: 4 }, now);
        expect(portion.length).toBeLessThanOrEqual(4);
        if (portion.length === 0) break;
        found.push(...portion);
      }
      expect(found).toEqual(expected.map((one) => one.companyId));
    }
  });

  describe('a smaller plan that is due', () => {
    beforeEach(async () => {
      await endTrial();
      await set({ status: 'active', currentPeriodEndsAt: new Date(END + 30 * DAY_MS) });
      await set({ pendingPlan: await plan('basic'), pendingChangesAt: new Date(END) });
      for (let doctor = 0; doctor < 3; doctor += 1) await addDoctor(owner);
      clock.set('2026-12-08T08:00:00.000Z');
    });
    const create = async (): Promise<number> =>
      (await owner.post('/api/doctors', { firstName: 'Una', lastName: 'More', specialty: 'x' })).status;

    it('never has more than it allows, while doctors are added at the same time', async () => {
      const outcomes = new Set<string>();
      for (let round = 0; round < 8; round += 1) {
        // With one more the smaller plan fits, whoever comes first.
        const work = Array.from({ length: round < 6 ? 6 : 2 }, (_, index) =>
          index === (round % 6) % (round < 6 ? 6 : 2) ? settlement.settle(companyId) : create(),
        );
        await Promise.all(work);
        const [code, doctors] = [await planCode(), await doctorCount()];
        outcomes.add(code);
        if (code === 'basic') expect(doctors).toBeLessThanOrEqual(5);
        // From the beginning again, with three doctors.
        await set({
          plan: await plan('professional'),
          pendingPlan: await plan('basic'),
          pendingChangesAt: new Date(END),
        });
        const { items } = (await owner.get<{ items: { id: number }[] }>('/api/doctors?sort=-id&pageSize=100')).body;
        for (const { id } of items.slice(0, Math.max(0, doctors - 3))) await owner.delete(`/api/doctors/${id}`);
      }
      expect(outcomes.has('basic')).toBe(true);
    });

    it('would have more, had the count been taken before and not been held', async () => {
      const { doctors } = await running.app.get(CompanyCounts).of(companyId);
      expect(doctors).toBeLessThanOrEqual(5);
      await Promise.all([create(), create(), create()]);
      await set({ plan: await plan('basic') });
      expect(await doctorCount()).toBe(6);
    });

    it('is made once by twenty at once', async () => {
      const recorded = await Promise.all(Array.from({ length: 20 }, () => settlement.settle(companyId)));
      expect(recorded.flat()).toEqual(['apply-change']);
      expect(await planCode()).toBe('basic');
    });

    it('is told to the provider first, and taken back there when it does not fit any more', async () => {
      const told: string[] = [];
      class SlowProvider extends ManualBilling {
        override async changePlan(_subscription?: unknown, order?: Order): Promise<void> {
          told.push(order?.plan.code ?? '');
          // While the provider is asked, the company grows.
          if (told.length === 1) for (let doctor = 0; doctor < 3; doctor += 1) expect(await create()).toBe(201);
        }
      }
      const { app } = running;
      const slow = new SettlementService(
        master,
        clock,
        app.get(Settings),
        subscriptions,
        app.get(CompanyCounts),
        app.get(CompanyPeople),
        new SlowProvider(),
      );
      expect(await slow.settle(companyId)).toEqual([]);
      expect(told).toEqual(['basic', 'professional']);
      expect(await planCode()).toBe('professional');
      expect((await subscriptions.get(companyId)).pendingPlan?.code).toBe('basic');
    });
  });
});
