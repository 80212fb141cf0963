import { queryOptions } from '@tanstack/react-query';
import { answerOf } from '../api/index.js';
import type { Schemas } from '../api/index.js';
import { formatBytes, formatNumber } from '../common/format/index.js';
import { api } from '../session/index.js';
import { texts } from '../texts/index.js';

export type Plan = Schemas['OfferedPlan'];
export type Cycle = 'monthly' | 'yearly';

export const CYCLES: { readonly value: Cycle; readonly label: string }[] = [
  { value: 'monthly', label: texts.pricing.monthly },
  { value: 'yearly', label: texts.pricing.yearly },
];

export const plansQuery = queryOptions({
  queryKey: ['plans'],
  staleTime: 5 * 60_000,
  queryFn: () => answerOf(api.GET('/api/plans')),
});

export function priceOf(plan: Plan, cycle: Cycle): number {
  return cycle === 'yearly' ? plan.priceYearlyCents : plan.priceMonthlyCents;
}

/** What a plan allows, a line for each. */
export function allowances({ limits }: Plan): string[] {
  const { unlimited, upTo, storage, unlimitedStorage } = texts.pricing;
  const counts = (['doctors', 'patients', 'users'] as const).map((resource) => {
    const limit = limits[resource];
    const name = texts.resources[resource] ?? resource;
    return limit === null ? unlimited(name) : upTo(formatNumber(limit), name);
  });
  return [...counts, limits.storageBytes === null ? unlimitedStorage : storage(formatBytes(limits.storageBytes))];
}
