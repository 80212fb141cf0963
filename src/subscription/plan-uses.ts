import type { EntityManager } from 'typeorm';
import { Subscription } from './subscription.entity.js';

/** How many companies have each plan, or have chosen it for later; plans without any are missing. */
export async function planUses(manager: EntityManager): Promise<Map<number, number>> {
  const uses = new Map<number, number>();
  for (const column of ['plan_id', 'pending_plan_id']) {
    const rows = await manager
      .createQueryBuilder(Subscription, 'subscription')
      .select(`subscription.${column}`, 'planId')
      .addSelect('COUNT(*)', 'companies')
      .where(`subscription.${column} IS NOT NULL`)
      .groupBy(`subscription.${column}`)
      .getRawMany<{ planId: number; companies: number | string }>();
    for (const { planId, companies } of rows) uses.set(planId, (uses.get(planId) ?? 0) + Number(companies));
  }
  return uses;
}
