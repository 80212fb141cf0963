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

/** The file says whether somebody has committed. */
class File extends NoNews {
  now: number | undefined = 1;

  override state(): number | undefined {
    return this.now;
  }
}

/** A master database in which one company may have so many doctors. */
function masterWith(limits: { doctors: number }): {
  master: DataSource;
  reads: () => number;
  whileReading: () => void;
} {
  let reads = 0;
  const made = { master: {} as DataSource, reads: () => reads, whileReading: (): void => undefined };
  const query = (): Promise<object[]> => {
    reads += 1;
    const rows = [{ ...limits, storageBytes: null }];
    made.whileReading();
    return Promise.resolve(rows);
  };
  made.master = { driver: { createParameter: () => '?' }, manager: { query } } as unknown as DataSource;
  return made;
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

describe('limits', () => {
  it('are read once as long as nobody has committed to the master database', async () => {
    const { master, reads } = masterWith({ doctors: 3 });
    const quota = new PlanQuota(master, new File());
    for (let time = 0; time < 3; time += 1) expect((await quota.limitsOf(1)).doctors).toBe(3);
    expect(reads()).toBe(1);
    await quota.limitsOf(2);
    expect(reads()).toBe(2);
  });

  it('are read again after a commit, and when one came while they were read', async () => {
    const limits = { doctors: 3 };
    const made = masterWith(limits);
    const file = new File();
    const quota = new PlanQuota(made.master, file);
    made.whileReading = () => {
      limits.doctors = 4;
      file.now = 2;
    };
    expect((await quota.limitsOf(1)).doctors).toBe(3);
    made.whileReading = () => undefined;
    expect((await quota.limitsOf(1)).doctors).toBe(4);
    limits.doctors = 5;
    file.now = 3;
    expect((await quota.limitsOf(1)).doctors).toBe(5);
  });

  it('are read every time inside of a transaction, and where only a query tells', async () => {
    const { master, reads } = masterWith({ doctors: 3 });
    const file = new File();
    const quota = new PlanQuota(master, file);
    for (let time = 0; time < 2; time += 1) await quota.limitsOf(1, master.manager);
    expect(reads()).toBe(2);
    file.now = undefined;
    for (let time = 0; time < 2; time += 1) await quota.limitsOf(1);
    expect(reads()).toBe(4);
  });
});
