import { describe, expect, it } from '@jest/globals';
import { usageAnswer } from './usage.js';

const LIMITS = { doctors: 10, patients: null, users: 5, storageBytes: 1000 };
const USED = { doctors: 3, patients: 4, users: 5, storageBytes: 500 };

describe('usageAnswer', () => {
  it('sets usage beside limits', () => {
    expect(usageAnswer(USED, LIMITS)).toEqual({
      doctors: { used: 3, limit: 10, remaining: 7 },
      patients: { used: 4, limit: null, remaining: null },
      users: { used: 5, limit: 5, remaining: 0 },
      storageBytes: { used: 500, limit: 1000, remaining: 500, percent: 50, warning: false },
    });
  });

  it('leaves nothing to who has more than the plan allows', () => {
    expect(usageAnswer({ ...USED, doctors: 12 }, LIMITS).doctors).toEqual({ used: 12, limit: 10, remaining: 0 });
  });

  it.each([
    [799, 79.9, false],
    [800, 80, true],
    [1000, 100, true],
    [1500, 150, true],
  ])('of %i bytes of a thousand says %d %%, warning: %s', (used, percent, warning) => {
    expect(usageAnswer({ ...USED, storageBytes: used }, LIMITS).storageBytes).toMatchObject({ percent, warning });
  });

  it('warns nobody whose storage is unlimited, and everybody who has none', () => {
    const storageOf = (storageBytes: number | null) => usageAnswer(USED, { ...LIMITS, storageBytes }).storageBytes;
    expect(storageOf(null)).toEqual({ used: 500, limit: null, remaining: null, percent: null, warning: false });
    expect(storageOf(0)).toEqual({ used: 500, limit: 0, remaining: 0, percent: 100, warning: true });
  });
});
