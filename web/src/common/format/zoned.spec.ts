import { describe, expect, it } from '@jest/globals';
import { addDays, daySpan, instantOf, mondayOf, wallTime } from './zoned.js';

const BERLIN = 'Europe/Berlin';
const at = (date: string, hour: number, minute = 0) => ({ date, minutes: hour * 60 + minute });

describe('times of a clinic', () => {
  it.each([
    ['winter', at('2026-01-15', 9, 30), '2026-01-15T08:30:00.000Z'],
    ['summer', at('2026-07-15', 9, 30), '2026-07-15T07:30:00.000Z'],
    ['midnight', at('2026-07-15', 0), '2026-07-14T22:00:00.000Z'],
    ['an hour that comes twice: the first', at('2026-10-25', 2, 30), '2026-10-25T00:30:00.000Z'],
    ['an hour that is left out: after the change', at('2026-03-29', 2, 30), '2026-03-29T01:30:00.000Z'],
  ])('in Berlin: %s', (_what, wall, instant) => {
    expect(instantOf(wall, BERLIN).toISOString()).toBe(instant);
  });

  it.each(['UTC', BERLIN, 'America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Australia/Lord_Howe'])(
    'come back as they went, through a year of %s',
    (zone) => {
      for (let day = 0; day < 366; day += 1) {
        for (const hour of [0, 5, 9, 12, 18, 23]) {
          const wall = at(addDays('2026-01-01', day), hour, 15);
          expect(wallTime(instantOf(wall, zone), zone)).toEqual(wall);
        }
      }
    },
  );

  it('gives days that have 23 and 25 hours their length', () => {
    const hours = (date: string): number => {
      const { from, to } = daySpan(date, 1, BERLIN);
      return (to.getTime() - from.getTime()) / 3_600_000;
    };
    expect([hours('2026-03-29'), hours('2026-10-25'), hours('2026-05-05')]).toEqual([23, 25, 24]);
  });

  it('begins weeks on Monday', () => {
    expect(['2026-11-23', '2026-11-27', '2026-11-29', '2026-11-30'].map(mondayOf)).toEqual([
      '2026-11-23',
      '2026-11-23',
      '2026-11-23',
      '2026-11-30',
    ]);
  });
});
