import { describe, expect, it } from '@jest/globals';
import { CountedEntries } from './counted-entries.js';
import type { LoggedRestore } from './counted-entries.js';

describe('The entries whose changes records have', () => {
  const counted = (restores: readonly LoggedRestore[], end: number): [number[], boolean] => {
    const entries = new CountedEntries(restores, end);
    return [Array.from({ length: end }, (_seq, index) => index + 1).filter((seq) => entries.has(seq)), entries.isWhole];
  };

  it('are all, but those that a restore took back', () => {
    expect(counted([], 4)).toEqual([[1, 2, 3, 4], true]);
    // Somebody wrote the seventh before the restore was told of.
    expect(counted([{ seq: 8, recordsAsOf: 3, logUntil: 6 }], 9)).toEqual([[1, 2, 3, 7, 8, 9], true]);
  });

  it('are again those that a second restore brings back', () => {
    const first = { seq: 7, recordsAsOf: 3, logUntil: 6 };
    expect(counted([first, { seq: 10, recordsAsOf: 6, logUntil: 9 }], 11)).toEqual([[1, 2, 3, 4, 5, 6, 10, 11], true]);
    expect(counted([first, { seq: 10, recordsAsOf: 8, logUntil: 9 }], 11)).toEqual([[1, 2, 3, 7, 8, 10, 11], true]);
  });

  it('are only those behind a restore that does not say what it took back', () => {
    expect(counted([{ seq: 3 }], 5)).toEqual([[4, 5], false]);
    expect(counted([{ seq: 3 }, { seq: 7, recordsAsOf: 4, logUntil: 6 }], 8)).toEqual([[4, 7, 8], false]);
  });
});
