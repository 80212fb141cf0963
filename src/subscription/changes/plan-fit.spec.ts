import { describe, expect, it } from '@jest/globals';
import { compareLimits, excesses } from './plan-fit.js';

const LIMITS = { doctors: 5, patients: 500, users: 5, storageBytes: 1000 };
const UNLIMITED = { doctors: null, patients: null, users: null, storageBytes: null };

describe('what exceeds a plan', () => {
  it('is told item by item', () => {
    expect(excesses(LIMITS, { doctors: 6, patients: 500, users: 7, storageBytes: 1001 })).toEqual([
      { resource: 'doctors', used: 6, limit: 5 },
      { resource: 'users', used: 7, limit: 5 },
      { resource: 'storageBytes', used: 1001, limit: 1000 },
    ]);
  });

  it('is nothing that is as much as the limit, or has none', () => {
    expect(excesses(LIMITS, { ...LIMITS })).toEqual([]);
    expect(excesses(UNLIMITED, { doctors: 1e9, patients: 1e9, users: 1e9, storageBytes: 1e15 })).toEqual([]);
    expect(excesses({ ...UNLIMITED, doctors: 0 }, { doctors: 1, patients: 9, users: 9, storageBytes: 9 })).toEqual([
      { resource: 'doctors', used: 1, limit: 0 },
    ]);
  });
});

describe('a plan', () => {
  it.each([
    ['any limit is lower', { ...LIMITS, patients: 499, doctors: 100 }, -1],
    ['all limits are the same', { ...LIMITS }, 0],
    ['a limit is higher and none is lower', { ...LIMITS, users: 6 }, 1],
    ['a limit is gone and none is lower', { ...LIMITS, users: null }, 1],
  ])('compares as it should when %s', (_when, next, sign) => {
    expect(compareLimits(LIMITS, next)).toBe(sign);
  });

  it('takes something away when a limit comes that there was not', () => {
    expect(compareLimits(UNLIMITED, { ...UNLIMITED, doctors: 1_000_000 })).toBe(-1);
    expect(compareLimits({ ...UNLIMITED, doctors: 1_000_000 }, UNLIMITED)).toBe(1);
    expect(compareLimits(UNLIMITED, UNLIMITED)).toBe(0);
  });
});
