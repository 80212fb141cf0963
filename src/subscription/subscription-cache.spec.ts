import { describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { NoNews } from '../../test/support/no-news.js';
import { newSubscription } from '../../test/support/subscriptions.js';
import { SubscriptionCache } from './subscription-cache.js';
import type { Subscription } from './subscription.entity.js';

const before = newSubscription({ status: 'trialing' });
const after = newSubscription({ status: 'active' });

function newCache(): SubscriptionCache {
  return new SubscriptionCache({ subscribers: [] } as unknown as DataSource, new NoNews(), () => undefined);
}

describe('the cache of subscriptions', () => {
  it('does not keep what was read before a change and came after it', async () => {
    const cache = newCache();
    let arrive = (_subscription: Subscription): void => undefined;
    const reading = cache.get(1, () => new Promise((resolve) => (arrive = resolve)));
    cache.forget(1);
    arrive(before);
    expect(await reading).toBe(before);
    expect(cache.known(1)).toBeUndefined();
    expect(await cache.get(1, () => Promise.resolve(after))).toBe(after);
  });

  it('reads once for many who ask one after the other', async () => {
    const cache = newCache();
    let reads = 0;
    const read = (): Promise<null> => {
      reads += 1;
      return Promise.resolve(null);
    };
    for (let asked = 0; asked < 5; asked += 1) expect(await cache.get(1, read)).toBeNull();
    expect(reads).toBe(1);
    expect(cache.known(1)).toBeNull();
    expect(cache.known(2)).toBeUndefined();
  });
});
