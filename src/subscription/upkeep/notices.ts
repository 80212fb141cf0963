import { fullAccessEnd } from '../entitlement.js';
import { DAY_MS } from '../periods.js';
import type { Subscription } from '../subscription.entity.js';

/** A mail to the owners about the end of full access. */
export interface NoticeKind {
  /** As its record is called. */
  readonly name: string;
  /** It is due from this instant on, in milliseconds before the end (negative: after it) … */
  readonly fromMs: number;
  /** … until this one: a later one takes its place, or nobody wants to know any more. */
  readonly untilMs: number;
}

/** What the owners are told, and when; of each, once for each end. */
export const NOTICE_KINDS: readonly NoticeKind[] = [
  { name: 'notice-3-days', fromMs: 3 * DAY_MS, untilMs: DAY_MS },
  { name: 'notice-1-day', fromMs: DAY_MS, untilMs: 0 },
  { name: 'notice-ended', fromMs: 0, untilMs: -30 * DAY_MS },
];

/** What is due for one subscription. */
export interface Notice {
  readonly kind: NoticeKind;
  readonly end: Date;
}

/**
 * What the owners are to be told now, if anything. A provider tells its customers itself what it collects, and whoever
 * has canceled needs no reminder. Pure.
 */
export function noticeDue(subscription: Subscription, now: Date): Notice | undefined {
  const { status, billedBy, cancelAtPeriodEnd } = subscription;
  if (billedBy === 'stripe' && (status === 'active' || status === 'past_due')) return undefined;
  const end = fullAccessEnd(subscription);
  const leftMs = end.getTime() - now.getTime();
  const kind = NOTICE_KINDS.find(({ fromMs, untilMs }) => leftMs <= fromMs && leftMs > untilMs);
  if (kind === undefined || (cancelAtPeriodEnd && leftMs > 0)) return undefined;
  return { kind, end };
}
