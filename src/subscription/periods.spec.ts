import { describe, expect, it } from '@jest/globals';
import { addCycles, daysRemaining } from './periods.js';

const added = (start: string, ...rest: [cycle: 'monthly' | 'yearly', count?: number]): string =>
  addCycles(new Date(start), ...rest).toISOString();

describe('a billing cycle', () => {
  it.each([
    ['2026-01-15T10:30:00.250Z', 'monthly', 1, '2026-02-15T10:30:00.250Z'],
    ['2026-01-31T10:30:00.000Z', 'monthly', 1, '2026-02-28T10:30:00.000Z'],
    ['2028-01-31T23:59:59.999Z', 'monthly', 1, '2028-02-29T23:59:59.999Z'],
    ['2026-12-31T00:00:00.000Z', 'monthly', 2, '2027-02-28T00:00:00.000Z'],
    ['2026-03-31T00:00:00.000Z', 'monthly', -1, '2026-02-28T00:00:00.000Z'],
    ['2026-01-31T00:00:00.000Z', 'monthly', 0, '2026-01-31T00:00:00.000Z'],
    ['2028-02-29T12:00:00.000Z', 'yearly', 1, '2029-02-28T12:00:00.000Z'],
    ['2026-11-24T12:00:00.000Z', 'yearly', 3, '2029-11-24T12:00:00.000Z'],
  ] as const)('%s, %s × %i, ends on the day and at the time it began, or on the last day there is', (...row) => {
    const [start, cycle, count, end] = row;
    expect(added(start, cycle, count)).toBe(end);
  });
});

describe('days remaining', () => {
  const end = new Date('2026-12-08T08:00:00.000Z');
  it.each([
    [0, 0],
    [-1, 0],
    [1, 1],
    [86_400_000, 1],
    [86_400_001, 2],
  ])('%i ms before the end are %i', (before, days) => {
    expect(daysRemaining(end, new Date(end.getTime() - before))).toBe(days);
  });
});
