import { describe, expect, it } from '@jest/globals';
import { DAY_MS } from '../periods.js';
import type { Plan } from '../plan.entity.js';
import { Subscription } from '../subscription.entity.js';
import { noticeMail } from './notice-mails.js';
import { noticeDue } from './notices.js';

const END = new Date('2026-12-08T08:00:00.500Z');
const SETTINGS = { publicUrl: 'https://app.example.com', readOnlyDays: 30 };
const ADA = { email: 'ada@example.com', name: 'Ada Brown' };

const plan = { name: 'Professional' } as Plan;
const trial = (changes: Partial<Subscription> = {}): Subscription =>
  Object.assign(new Subscription(), {
    id: 17,
    plan,
    status: 'trialing',
    trialEndsAt: END,
    currentPeriodEndsAt: END,
    cancelAtPeriodEnd: false,
    endedAt: null,
    billedBy: 'manual',
    ...changes,
  });
const paid = (changes: Partial<Subscription> = {}): Subscription =>
  trial({ status: 'active', trialEndsAt: new Date('2026-11-08T08:00:00Z'), ...changes });

/** What is due so long before the end; negative: after it. */
const dueAt = (subscription: Subscription, beforeMs: number): string | undefined =>
  noticeDue(subscription, new Date(END.getTime() - beforeMs))?.kind.name;

describe('what owners are told of the end', () => {
  it.each([
    [3 * DAY_MS + 1, undefined],
    [3 * DAY_MS, 'notice-3-days'],
    [DAY_MS + 1, 'notice-3-days'],
    [DAY_MS, 'notice-1-day'],
    [1, 'notice-1-day'],
    [0, 'notice-ended'],
    [-30 * DAY_MS + 1, 'notice-ended'],
    [-30 * DAY_MS, undefined],
  ])('%d ms before it: %s', (beforeMs, kind) => {
    expect(dueAt(trial(), beforeMs)).toBe(kind);
    expect(dueAt(paid(), beforeMs)).toBe(kind);
  });

  it('is the same whether the end is recorded or not', () => {
    const facts = [trial(), trial({ status: 'expired', endedAt: END }), paid({ status: 'past_due' })];
    for (const subscription of facts) {
      expect(noticeDue(subscription, END)).toEqual({
        kind: expect.objectContaining({ name: 'notice-ended' }),
        end: END,
      });
    }
  });

  it('is nothing before the end to whoever has canceled, and the end itself', () => {
    const canceled = trial({ cancelAtPeriodEnd: true });
    expect(dueAt(canceled, 2 * DAY_MS)).toBeUndefined();
    expect(dueAt(canceled, 1)).toBeUndefined();
    expect(dueAt(canceled, 0)).toBe('notice-ended');
  });

  it('is left to the provider while it collects, and ours when that is over', () => {
    expect(dueAt(paid({ billedBy: 'stripe' }), 2 * DAY_MS)).toBeUndefined();
    expect(dueAt(paid({ billedBy: 'stripe', status: 'past_due' }), -4 * DAY_MS)).toBeUndefined();
    expect(dueAt(paid({ billedBy: 'stripe', status: 'canceled', endedAt: END }), 0)).toBe('notice-ended');
    expect(dueAt(trial({ billedBy: 'stripe' }), 2 * DAY_MS)).toBe('notice-3-days');
  });
});

describe('the mail about the end', () => {
  const mailAt = (subscription: Subscription, beforeMs: number, owner = ADA) => {
    const notice = noticeDue(subscription, new Date(END.getTime() - beforeMs));
    return noticeMail(subscription, notice!, owner, SETTINGS);
  };

  it('says when the trial ends, in UTC, and where to pay', () => {
    const { to, subject, text } = mailAt(trial(), 3 * DAY_MS);
    expect(to).toBe('ada@example.com');
    expect(subject).toBe('Your trial ends within three days');
    expect(text).toContain('Hello Ada Brown,\n');
    expect(text).toContain('your trial of the plan Professional ends on 2026-12-08 at 08:00 UTC.');
    expect(text).toContain('https://app.example.com/subscription/');
    expect(mailAt(trial(), DAY_MS).subject).toBe('Your trial ends within a day');
  });

  it('says until when data can be read after the end', () => {
    const { subject, text } = mailAt(trial({ status: 'expired', endedAt: END }), 0);
    expect(subject).toBe('Your trial has ended');
    expect(text).toContain('your data can be read until 2027-01-07 at 08:00 UTC');
  });

  it('does not call a paid period a trial', () => {
    expect(mailAt(paid(), DAY_MS).subject).toBe('Your paid period ends within a day');
    expect(mailAt(paid(), 0).subject).toBe('Your subscription has ended');
  });

  it('is another one for another owner, notice, end or subscription, and the same otherwise', () => {
    const keys = [
      mailAt(trial(), 3 * DAY_MS),
      mailAt(trial(), DAY_MS),
      mailAt(trial(), 0),
      mailAt(trial(), 0, { ...ADA, email: 'ben@example.com' }),
      mailAt(trial({ id: 18 }), 0),
      mailAt(trial({ trialEndsAt: new Date(END.getTime() - 1) }), 0),
    ].map((mail) => mail.dedupKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect(mailAt(trial({ status: 'expired', endedAt: END }), -5, { ...ADA, name: 'Ada Green' }).dedupKey).toBe(
      keys[2],
    );
    for (const key of keys) expect(key).not.toContain('example.com');
  });
});
