import type { BillingCycle } from './subscription.entity.js';

/** A day is 24 hours here: subscriptions live in UTC. */
export const DAY_MS = 24 * 60 * 60 * 1000;

const MONTHS: Readonly<Record<BillingCycle, number>> = { monthly: 1, yearly: 12 };

/** Whole days until `end`, rounded up, never below zero. */
export function daysRemaining(end: Date, now: Date): number {
  return Math.max(0, Math.ceil((end.getTime() - now.getTime()) / DAY_MS));
}

/**
 * `start` plus some billing cycles of the calendar in UTC, at the same time of day; of a day that the month does not
 * have, its last one. A negative count goes back.
 */
export function addCycles(start: Date, cycle: BillingCycle, count = 1): Date {
  const months = start.getUTCMonth() + MONTHS[cycle] * count;
  const moved = new Date(start);
  moved.setUTCDate(1);
  moved.setUTCMonth(months);
  const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  moved.setUTCDate(Math.min(start.getUTCDate(), lastDay));
  return moved;
}
