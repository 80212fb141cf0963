import type { PlanLimits } from '../plan-quota.js';
import { RESOURCES } from '../resources.js';
import type { Resource } from '../resources.js';

/** What a company has more of than a plan allows. */
export interface Excess {
  readonly resource: Resource;
  readonly used: number;
  readonly limit: number;
}

/** What of `used` exceeds the limits, item by item; to have as much as the limit is to fit. */
export function excesses(limits: PlanLimits, used: Readonly<Record<string, number>>): Excess[] {
  return RESOURCES.flatMap((resource) => {
    const limit = limits[resource];
    const count = used[resource] ?? 0;
    return limit !== null && count > limit ? [{ resource, used: count, limit }] : [];
  });
}

/** How the limits of a plan compare: -1 when any of `next` is lower, 1 when some are higher, 0 when all are the same. */
export function compareLimits(present: PlanLimits, next: PlanLimits): -1 | 0 | 1 {
  const signs = RESOURCES.map((resource) => Math.sign(amount(next[resource]) - amount(present[resource])) || 0);
  if (signs.includes(-1)) return -1;
  return signs.includes(1) ? 1 : 0;
}

function amount(limit: number | null): number {
  // Not Infinity: the difference of two of those is no number.
  return limit ?? Number.MAX_SAFE_INTEGER;
}
