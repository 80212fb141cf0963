import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LimitsLease } from './limits-lease.js';

const LIMITS = { doctors: 5 };

describe('limits that were read behind the lock', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  async function lease(isTold?: () => boolean): Promise<(ms: number) => boolean> {
    const quota = { limitsOf: () => Promise.resolve(LIMITS), ...(isTold && { isTold }) };
    const limits = new LimitsLease(quota, 1);
    await limits.read(new Date());
    return (ms) => {
      jest.advanceTimersByTime(ms);
      return limits.current !== undefined;
    };
  }

  it('are gone by for two seconds', async () => {
    const isGoodAfter = await lease(() => true);
    expect([isGoodAfter(1_900), isGoodAfter(200)]).toEqual([true, false]);
  });

  it('are gone by for one where nobody tells of changes, from the moment on in which that is so', async () => {
    let isTold = true;
    const isGoodAfter = await lease(() => isTold);
    expect(isGoodAfter(1_100)).toBe(true);
    isTold = false;
    expect(isGoodAfter(0)).toBe(false);
  });
});
