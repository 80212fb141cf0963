import { describe, expect, it } from '@jest/globals';
import type { DataSource, Repository } from 'typeorm';
import type { Clock } from '../common/index.js';
import { NoNews } from '../../test/support/no-news.js';
import { PlanCatalogue } from './plan-catalogue.js';
import type { Plan } from './plan.entity.js';
import { PlanQuota } from './plan-quota.js';

/** Others, who tell and are told. */
class Others extends NoNews {
  readonly told: string[] = [];

  override tell(topic?: string): Promise<void> {
    this.told.push(String(topic));
    return super.tell();
  }

  say(): Promise<void> {
    return this.hear('subscriptions');
  }
}

const MASTER = { driver: { createParameter: () => '$1' } } as unknown as DataSource;

describe('limits that are leased', () => {
  it('are read again when another process has changed a subscription or a plan', async () => {
    const others = new Others();
    const quota = new PlanQuota(MASTER, others);
    await others.say();
    expect(quota.changes).toBe(1);
  });

  it('are read again in all processes when a superuser changes a plan', async () => {
    const others = new Others();
    const quota = new PlanQuota(MASTER, others);
    const manager = { transaction: () => Promise.resolve({}) };
    const plans = new PlanCatalogue({ manager } as unknown as Repository<Plan>, {} as Clock, quota);
    await plans.update('basic', { limits: { doctors: 1 } });
    expect(quota.changes).toBe(1);
    expect(others.told).toEqual(['subscriptions']);
  });
});
