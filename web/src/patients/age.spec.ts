import { describe, expect, it } from '@jest/globals';
import { ageOn } from './age.js';

describe('ageOn', () => {
  it.each([
    ['2026-05-04', '1980-05-05', 45],
    ['2026-05-05', '1980-05-05', 46],
    ['2026-02-28', '1984-02-29', 41],
    ['2026-03-01', '1984-02-29', 42],
    ['2026-01-01', '2026-01-01', 0],
  ])('on %s, of one born on %s', (day, birth, years) => {
    expect(ageOn(day, birth)).toBe(years);
  });
});
