import type { EntityManager } from 'typeorm';
import { Subscription } from './subscription.entity.js';

/** How many companies have each plan; plans that nobody has are missing. */
export async function planUses(manager: EntityManager, planId?: number): Promise<Map<number, number>> {
  const counting = manager
    .createQueryBuilder(Subscription, 'subscription')
    .select('subscription.plan_id', 'planId')
    .addSelect('COUNT(*)', 'companies')
    .groupBy('subscription.plan_id');
  if (planId !== undefined) counting.where('subscription.plan_id = :planId', { planId });
  const rows = await counting.getRawMany<{ planId: number; companies: number | string }>();
  return new Map(rows.map((row) => [row.planId, Number(row.companies)]));
}
