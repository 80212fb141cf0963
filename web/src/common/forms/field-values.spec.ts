import { describe, expect, it } from '@jest/globals';
import {
  amountOf,
  centsOf,
  centsOrNull,
  localOf,
  momentOf,
  momentOrNull,
  numberOf,
  numberOrNull,
} from './field-values.js';

describe('what was typed', () => {
  it('is a number, or nothing', () => {
    expect([numberOf('12'), numberOf(0), numberOrNull('')]).toEqual([12, 0, null]);
    expect(numberOf('')).toBeNaN();
    // As JSON it is null, which the server refuses where a number is needed.
    expect(JSON.stringify({ total: numberOf(null) })).toBe('{"total":null}');
  });

  it('is money to the cent', () => {
    expect([centsOf('19.99'), centsOf(0.29), centsOrNull(''), amountOf(1999), amountOf(null)]).toEqual([
      1999,
      29,
      null,
      19.99,
      '',
    ]);
  });

  it('is a time by the clinic’s clock, also when that changes', () => {
    expect(momentOf('2026-07-01T09:30', 'Europe/Berlin')).toBe('2026-07-01T07:30:00.000Z');
    expect(momentOf('2026-12-01T09:30', 'Europe/Berlin')).toBe('2026-12-01T08:30:00.000Z');
    expect(localOf('2026-07-01T07:30:00.000Z', 'Europe/Berlin')).toBe('2026-07-01T09:30');
    expect([momentOrNull(''), momentOf('soon'), localOf(null)]).toEqual([null, 'soon', '']);
  });
});
