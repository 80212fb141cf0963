import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CompanyPeople, DAY_MS, SubscriptionsService, SubscriptionUpkeep } from '../../src/subscription/index.js';
import type { SubscriptionChange } from '../../src/subscription/index.js';
import { registerCompany } from '../support/api-client.js';
import { mailsTo } from '../support/mailbox.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { TestClock } from '../support/test-clock.js';
import { raw, stored } from '../support/test-engine.js';

const NOTHING = { ended: 0, settled: 0, mails: 0, failed: 0, interrupted: false };

describe('the upkeep of subscriptions', () => {
  let clock: TestClock;
  let running: RunningApp;
  let master: DataSource;
  let upkeep: SubscriptionUpkeep;
  let companyId: number;
  let owner: string;
  let trialEndsAt: Date;
  const others: RunningApp[] = [];

  beforeEach(async () => {
    clock = new TestClock('2026-11-24T08:00:00Z');
    running = await startApp({}, { clock });
    Logger.overrideLogger(false);
    master = running.app.get(DataSource);
    upkeep = running.app.get(SubscriptionUpkeep);
    const { signedIn, registration } = await registerCompany(running.api);
    companyId = signedIn.company.id;
    owner = registration.email;
    trialEndsAt = new Date('2026-12-08T08:00:00Z');
  });
  afterEach(async () => {
    for (const other of others.splice(0)) await other.close();
    await running.stop();
  });

  /** Sets the clock to so long before the end of the trial; negative: after it. */
  const goTo = (beforeMs: number): void => clock.set(new Date(trialEndsAt.getTime() - beforeMs).toISOString());
  const events = (kind: string) =>
    raw<{ effective_at: string; recorded_at: string }[]>(
      master,
      'SELECT effective_at, recorded_at FROM subscription_event WHERE kind = ?',
      [kind],
    ).then((rows) =>
      rows.map((row) => ({ effective_at: stored(row.effective_at), recorded_at: stored(row.recorded_at) })),
    );
  const subscription = () => running.app.get(SubscriptionsService).get(companyId);
  const apply = (
    action: Parameters<SubscriptionsService['apply']>[2],
    set: NonNullable<SubscriptionChange['set']>,
  ): Promise<unknown> =>
    master.transaction((transaction) =>
      running.app.get(SubscriptionsService).apply(transaction, companyId, action, { actor: 'test', set }),
    );
  const subjects = async (): Promise<string[]> => (await mailsTo(running, owner)).map((mail) => mail.subject);
  /** Another process on the same data. */
  const otherProcess = async (): Promise<RunningApp> => {
    const other = await startApp({ DATA_DIR: running.dataDir }, { clock });
    Logger.overrideLogger(false);
    others.push(other);
    return other;
  };
  /** More companies in a trial that ends with the first one's; in the master database only. */
  const moreCompanies = async (count: number): Promise<void> => {
    await raw(
      master,
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO master_company (name, name_key, slug, database_name, email, phone, status, created_at)
       SELECT 'C' || i, 'c' || i, 'c-' || i, 'tenant_c_' || i, 'c@example.com', '1', 'active', '2026-11-24' FROM n`,
      [count],
    );
    await raw(
      master,
      `INSERT INTO subscription_subscription
         (company_id, plan_id, status, billing_cycle, trial_ends_at, current_period_starts_at, current_period_ends_at,
          cancel_at_period_end, billed_by, version, created_at)
       SELECT c.id, s.plan_id, s.status, s.billing_cycle, s.trial_ends_at, s.current_period_starts_at,
         s.current_period_ends_at, FALSE, 'manual', 1, s.created_at
       FROM master_company c, subscription_subscription s WHERE s.company_id = ? AND c.slug LIKE 'c-%'`,
      [companyId],
    );
  };

  it('has nothing to do on the first day', async () => {
    expect(await upkeep.run()).toEqual(NOTHING);
    expect(await subscription()).toMatchObject({ status: 'trialing', version: 1 });
  });

  it('records no end before the end', async () => {
    goTo(1);
    expect(await upkeep.run()).toMatchObject({ ended: 0 });
    expect(await events('expire')).toEqual([]);
  });

  it('records the end of the trial once, at its instant, however late and often it looks', async () => {
    goTo(-2 * DAY_MS);
    expect(await upkeep.run()).toMatchObject({ ended: 1 });
    for (let times = 0; times < 3; times += 1) expect(await upkeep.run()).toEqual(NOTHING);

    expect(await subscription()).toMatchObject({ status: 'expired', endedAt: trialEndsAt });
    expect(await events('expire')).toEqual([
      { effective_at: '2026-12-08 08:00:00.000', recorded_at: '2026-12-10 08:00:00.000' },
    ]);
  });

  it('tells the owner three days before, a day before and at the end: each once', async () => {
    const told: string[][] = [];
    for (const beforeMs of [3 * DAY_MS + 1, 3 * DAY_MS, DAY_MS + 1, DAY_MS, 1, 0, -DAY_MS]) {
      goTo(beforeMs);
      await upkeep.run();
      await upkeep.run();
      const before = told.flat().length;
      told.push((await subjects().catch(() => [])).slice(before));
    }

    const [three, one, ended] = [
      'Your trial ends within three days',
      'Your trial ends within a day',
      'Your trial has ended',
    ];
    expect(told).toEqual([[], [three], [], [one], [], [ended], []]);
  });

  it('tells only the latest of what was missed while nothing ran', async () => {
    goTo(DAY_MS / 2);
    await upkeep.run();
    expect(await subjects()).toEqual(['Your trial ends within a day']);
    goTo(-40 * DAY_MS);

    expect(await upkeep.run()).toEqual({ ...NOTHING, ended: 1 });
  });

  it('reminds anew when the trial was extended', async () => {
    goTo(3 * DAY_MS);
    await upkeep.run();
    trialEndsAt = new Date(trialEndsAt.getTime() + 7 * DAY_MS);
    await apply('extend-trial', { trialEndsAt, currentPeriodEndsAt: trialEndsAt });
    expect(await upkeep.run()).toEqual(NOTHING);
    goTo(3 * DAY_MS);

    expect(await upkeep.run()).toEqual({ ...NOTHING, mails: 1 });
    expect((await mailsTo(running, owner)).at(-1)?.text).toContain('2026-12-15 at 08:00 UTC');
  });

  it('tells nobody who has paid that a trial ends', async () => {
    goTo(4 * DAY_MS);
    const currentPeriodEndsAt = new Date(trialEndsAt.getTime() + 30 * DAY_MS);
    await apply('pay', { currentPeriodStartsAt: clock.now(), currentPeriodEndsAt });
    goTo(DAY_MS);
    expect(await upkeep.run()).toEqual(NOTHING);
    goTo(-27 * DAY_MS);

    expect(await upkeep.run()).toEqual({ ...NOTHING, mails: 1 });
    expect(await subjects()).toEqual(['Your paid period ends within three days']);
  });

  it('tells every owner, and records what it told when there is none', async () => {
    const people = running.app.get(CompanyPeople);
    const ben = { email: 'ben@example.com', name: 'Ben Cole' };
    people.ownersOf = () => Promise.resolve([{ email: owner, name: 'Ada' }, ben]);
    goTo(3 * DAY_MS);
    expect(await upkeep.run()).toMatchObject({ mails: 2 });
    expect(await mailsTo(running, 'ben@example.com')).toHaveLength(1);
    people.ownersOf = () => Promise.resolve([]);
    goTo(DAY_MS);

    expect(await upkeep.run()).toMatchObject({ mails: 0, failed: 0 });
    expect(await events('notice-1-day')).toHaveLength(1);
  });

  it('does all of many companies, past one with which something is wrong, and that one the next time', async () => {
    await moreCompanies(249);
    const people = running.app.get(CompanyPeople);
    const ownersOf = people.ownersOf.bind(people);
    people.ownersOf = (id) => (id === companyId ? Promise.reject(new Error('broken')) : ownersOf(id));
    goTo(0);
    expect(await upkeep.run()).toEqual({ ...NOTHING, ended: 250, failed: 1 });
    expect(await events('notice-ended')).toHaveLength(249);
    people.ownersOf = ownersOf;

    expect(await upkeep.run()).toEqual({ ...NOTHING, mails: 1 });
    expect(await events('expire')).toHaveLength(250);
  });

  it('is done by one process at a time', async () => {
    const other = await otherProcess();
    await moreCompanies(20);
    goTo(0);
    const processes = [running, other, running, other].map(({ app }) => app.get(SubscriptionUpkeep));
    const reports = await Promise.all(processes.map((process) => process.run()));

    expect(reports.filter((report) => report !== null)).toEqual([{ ...NOTHING, ended: 21, mails: 1 }]);
  });

  it('is taken over from a process that stands still for 30 seconds, which notices when it goes on', async () => {
    const other = await otherProcess();
    await moreCompanies(20);
    goTo(0);
    const people = running.app.get(CompanyPeople);
    const ownersOf = people.ownersOf.bind(people);
    let taken: unknown;
    // In the middle of its first notice, for longer than its lease.
    people.ownersOf = async (id) => {
      people.ownersOf = ownersOf;
      clock.advance(30_000);
      taken = await other.app.get(SubscriptionUpkeep).run();
      return ownersOf(id);
    };

    expect(await upkeep.run()).toEqual({ ...NOTHING, ended: 21, interrupted: true });
    expect(taken).toEqual({ ...NOTHING, mails: 1 });
    expect(await events('notice-ended')).toHaveLength(21);
    expect(await subjects()).toEqual(['Your trial has ended']);
  });

  it('ends between two companies when it is asked to, and goes on another time', async () => {
    await moreCompanies(20);
    goTo(0);
    const stop = new AbortController();
    stop.abort();
    expect(await upkeep.run(stop.signal)).toEqual({ ...NOTHING, interrupted: true });

    expect(await upkeep.run()).toMatchObject({ ended: 21 });
  });
});
