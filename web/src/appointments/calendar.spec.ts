import { describe, expect, it } from '@jest/globals';
import type { Appointment } from './appointments-api.js';
import { conflictOf, daysOf, placeAt, placeIn, shownHours, snap } from './calendar.js';

const ZONE = 'Europe/Berlin';
const COLUMN = { key: 'a', date: '2026-11-25', doctorId: 1, title: 'Grace Hopper' };

let ids = 0;
const appointment = (from: string, to: string, more: Partial<Appointment> = {}): Appointment => ({
  id: (ids += 1),
  doctorId: 1,
  patientId: 1,
  startsAt: new Date(`2026-11-25T${from}:00+01:00`).toISOString(),
  endsAt: new Date(`2026-11-25T${to}:00+01:00`).toISOString(),
  reason: null,
  status: 'scheduled',
  createdAt: '2026-11-01T00:00:00.000Z',
  updatedAt: '2026-11-01T00:00:00.000Z',
  ...more,
});
const place = (from: string, to: string) => {
  const { startsAt, endsAt } = appointment(from, to);
  return { doctorId: 1, startsAt: new Date(startsAt), endsAt: new Date(endsAt) };
};

describe('conflictOf', () => {
  const taken = appointment('10:00', '10:30');

  it.each([
    ['09:30', '10:00', false],
    ['09:30', '10:01', true],
    ['10:10', '10:20', true],
    ['10:29', '11:00', true],
    ['10:30', '11:00', false],
  ])('from %s to %s beside one from 10:00 to 10:30: %s', (from, to, isTaken) => {
    expect(conflictOf([taken], place(from, to))).toBe(isTaken ? taken : undefined);
  });

  it('is none with itself, with another doctor, and with those who do not come', () => {
    expect(conflictOf([taken], place('10:00', '10:30'), taken.id)).toBeUndefined();
    expect(conflictOf([taken], { ...place('10:00', '10:30'), doctorId: 2 })).toBeUndefined();
    const free = [
      appointment('10:00', '10:30', { status: 'cancelled' }),
      appointment('10:00', '10:30', { status: 'no-show' }),
    ];
    expect(conflictOf(free, place('10:00', '10:30'))).toBeUndefined();
  });
});

describe('placeIn', () => {
  it('puts those at the same time side by side, and only those', () => {
    const all = [
      appointment('09:00', '10:00', { status: 'cancelled' }),
      appointment('09:15', '09:45'),
      appointment('09:45', '10:15'),
      appointment('11:00', '11:30'),
      appointment('11:00', '11:30', { doctorId: 2 }),
    ];
    expect(placeIn(COLUMN, all, ZONE).map(({ from, lane, lanes }) => [from, lane, lanes])).toEqual([
      [540, 0, 2],
      [555, 1, 2],
      [585, 1, 2],
      [660, 0, 1],
    ]);
  });

  it('shows one that reaches over midnight on both days', () => {
    const night = appointment('23:30', '23:59', { endsAt: new Date('2026-11-26T00:30:00+01:00').toISOString() });
    expect(placeIn(COLUMN, [night], ZONE)).toMatchObject([{ from: 1410, to: 1470 }]);
    expect(placeIn({ ...COLUMN, date: '2026-11-26' }, [night], ZONE)).toMatchObject([{ from: -30, to: 30 }]);
    expect(placeIn({ ...COLUMN, date: '2026-11-27' }, [night], ZONE)).toEqual([]);
  });

  it('draws the hours that are needed', () => {
    expect(shownHours(placeIn(COLUMN, [], ZONE))).toEqual({ from: 480, to: 1080 });
    const early = [appointment('06:45', '07:15'), appointment('19:00', '19:01')];
    expect(shownHours(placeIn(COLUMN, early, ZONE))).toEqual({ from: 360, to: 1200 });
  });
});

describe('moving', () => {
  it('goes by quarters of an hour and stays within the day', () => {
    expect([snap(547, 30), snap(553, 30), snap(-20, 30), snap(1500, 30)]).toEqual([540, 555, 0, 1410]);
  });

  it('keeps the length, also over a change of the clock', () => {
    const moved = placeAt({ ...COLUMN, date: '2027-03-28' }, 90, appointment('10:00', '11:00'), ZONE);
    expect(moved.startsAt.toISOString()).toBe('2027-03-28T00:30:00.000Z');
    expect(moved.endsAt.getTime() - moved.startsAt.getTime()).toBe(3_600_000);
  });

  it('shows weeks from Monday to Sunday', () => {
    expect(daysOf('2026-11-25', 'day')).toEqual(['2026-11-25']);
    expect([daysOf('2026-11-25', 'week')[0], daysOf('2026-11-25', 'week')[6]]).toEqual(['2026-11-23', '2026-11-29']);
  });
});
