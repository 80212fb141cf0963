import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import {
  IllegalTransitionError,
  SubscriptionNotFoundError,
  SubscriptionsService,
} from '../../src/subscription/index.js';
import type { Subscription } from '../../src/subscription/index.js';
import { registerCompany } from '../support/api-client.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { stored } from '../support/test-engine.js';

interface EventRow {
  readonly kind: string;
  readonly actor: string;
  readonly effective_at: string;
  readonly detail: string;
}

describe('a subscription', () => {
  let running: RunningApp;
  let master: DataSource;
  let subscriptions: SubscriptionsService;
  let companyId: number;
  beforeEach(async () => {
    running = await startApp();
    master = running.app.get(DataSource);
    subscriptions = running.app.get(SubscriptionsService);
    companyId = (await registerCompany(running.api)).signedIn.company.id;
  });
  afterEach(() => running.stop());

  const apply = (...[action, change]: [Parameters<SubscriptionsService['apply']>[2], Partial<Change>?]) =>
    master.transaction((transaction) =>
      subscriptions.apply(transaction, companyId, action, { actor: 'test', ...change }),
    );
  type Change = Parameters<SubscriptionsService['apply']>[3];
  const events = (): Promise<EventRow[]> =>
    master.query<EventRow[]>('SELECT kind, actor, effective_at, detail FROM subscription_event ORDER BY id');

  it('does nothing that its state does not allow, and records nothing', async () => {
    await expect(apply('lapse')).rejects.toThrow(IllegalTransitionError);
    expect(await events()).toEqual([]);
    expect((await subscriptions.get(companyId)).version).toBe(1);
  });

  it('is not made for a company that has none', async () => {
    companyId = 999;
    await expect(apply('cancel')).rejects.toThrow(SubscriptionNotFoundError);
    expect(await subscriptions.find(companyId)).toBeNull();
  });

  it('changes, counts its changes and records each', async () => {
    await apply('cancel', { actor: 'user:1', set: { cancelAtPeriodEnd: true }, detail: { why: 'test' } });
    const { status, cancelAtPeriodEnd, version } = await subscriptions.get(companyId);
    expect({ status, cancelAtPeriodEnd, version }).toEqual({ status: 'trialing', cancelAtPeriodEnd: true, version: 2 });
    const [event] = await events();
    expect(event).toMatchObject({ kind: 'cancel', actor: 'user:1' });
    expect(JSON.parse(event?.detail ?? '')).toMatchObject({ from: 'trialing', to: 'trialing', why: 'test' });
  });

  it('records what the clock did once, however many do it at once', async () => {
    const { trialEndsAt } = await subscriptions.get(companyId);
    const end = { effectiveAt: trialEndsAt!, set: { endedAt: trialEndsAt } };
    await Promise.all(Array.from({ length: 20 }, () => apply('expire', end)));
    expect(await events()).toHaveLength(1);
    expect((await subscriptions.get(companyId)).status).toBe('expired');
  });

  it('records twenty changes at once as twenty', async () => {
    await Promise.all(Array.from({ length: 20 }, () => apply('change-plan')));
    const recorded = await events();
    expect(new Set(recorded.map((event) => stored(event.effective_at))).size).toBe(20);
    expect((await subscriptions.get(companyId)).version).toBe(21);
  });

  it('keeps nothing of a change whose transaction fails, for guards either', async () => {
    const before = await subscriptions.current(companyId);
    const failing = master.transaction(async (transaction) => {
      await subscriptions.apply(transaction, companyId, 'pay', { actor: 'test' });
      throw new Error('afterwards');
    });
    await expect(failing).rejects.toThrow('afterwards');
    expect(await events()).toEqual([]);
    expect(await subscriptions.current(companyId)).toEqual(before);
  });

  it('is seen by guards as soon as its change has committed', async () => {
    const statusForGuards = async (): Promise<Subscription['status'] | undefined> =>
      (await subscriptions.current(companyId))?.status;
    expect(await statusForGuards()).toBe('trialing');
    await master.transaction(async (transaction) => {
      await transaction.transaction((nested) => subscriptions.apply(nested, companyId, 'pay', { actor: 'test' }));
      // Somebody asks in between, and the answer must not be kept beyond the commit.
      expect(await statusForGuards()).toBe('trialing');
    });
    expect(await statusForGuards()).toBe('active');
  });

  it('is what it was for guards within a second, when another process changed it', async () => {
    await subscriptions.current(companyId);
    await master.query(`UPDATE subscription_subscription SET status = 'active'`);
    expect((await subscriptions.current(companyId))?.status).toBe('trialing');
    expect((await subscriptions.get(companyId)).status).toBe('active');
  });
});
