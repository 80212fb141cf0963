import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ValidationPipe } from '@nestjs/common';
import { validationPipe } from '../../src/common/index.js';
import { registerCompany } from '../support/api-client.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import { addDoctor, addPatient } from '../support/clinic.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';

interface Problem {
  status: number;
  code: string;
  errors?: { field: string; message: string }[];
}

/** What a field takes, as sent and as answered where that differs, and what it refuses. */
interface Rules {
  readonly takes: readonly (string | number | null | { sent: unknown; answered: unknown })[];
  readonly refuses: readonly unknown[];
}

const NO_STRINGS = [1, true, {}, [], ['a']];
const ONE_LINE = ['a\nb', 'a\u0000b', '\u001b[31mred'];

const name = (max: number): Rules => ({
  takes: ['A', 'x'.repeat(max), "O'Hara-Ñ 李 😀", '<b>&amp;', "'; DROP TABLE x; --", { sent: '  A  ', answered: 'A' }],
  refuses: [null, '', '   ', 'x'.repeat(max + 1), ...ONE_LINE, ...NO_STRINGS],
});
const optional = (rules: Rules): Rules => ({
  takes: [...rules.takes, null, { sent: '', answered: null }, { sent: '  ', answered: null }],
  refuses: rules.refuses.filter((value) => value !== null && !(typeof value === 'string' && value.trim() === '')),
});
const lines = (max: number): Rules => ({
  takes: ['a\nb\tc', 'é'.repeat(max)],
  refuses: ['x'.repeat(max + 1), 'a\u0000b', '\u001b[31mred', ...NO_STRINGS],
});
const EMAIL: Rules = {
  takes: ['a@b.co', `${'a'.repeat(64)}@${'b'.repeat(60)}.example.com`, { sent: ' a@b.co ', answered: 'a@b.co' }],
  refuses: ['nope', 'a@', '@b.co', 'a b@c.de', 'a@b', `a@${'b'.repeat(300)}.com`, 'a@b.co\nBcc: c@d.ef', ...NO_STRINGS],
};
const PHONE: Rules = {
  takes: ['112', '+1 (555) 010-0000', '+49.89/1234 x5', '1'.repeat(30)],
  refuses: ['12', '1'.repeat(31), 'call me', '---', ...NO_STRINGS],
};
const INSTANT: Rules = {
  takes: [
    { sent: '2030-02-28T09:00:00Z', answered: '2030-02-28T09:00:00.000Z' },
    { sent: '2030-02-28T10:00+01:00', answered: '2030-02-28T09:00:00.000Z' },
    '2030-02-28T09:00:00.001Z',
  ],
  refuses: [
    null,
    '',
    '2030-02-28',
    '2030-02-28T09:00:00',
    '2030-02-30T09:00:00Z',
    '2030-02-28 09:00Z',
    '09:00',
    1,
    true,
    {},
    [],
  ],
};
const ENDING: Rules = {
  takes: ['2030-02-28T09:30:00.000Z', { sent: '2030-03-01T08:00:00+01:00', answered: '2030-03-01T07:00:00.000Z' }],
  refuses: ['2030-02-28T09:00:00Z', '2030-02-28T08:59:59Z', '2030-03-01T09:00:01Z', ...INSTANT.refuses],
};
const ID: Rules = {
  takes: [1],
  refuses: [null, 0, -1, 1.5, '1', '', 2_147_483_648, 999_999, true, {}, [1]],
};

const FIELDS: Readonly<Record<string, Readonly<Record<string, Rules>>>> = {
  doctors: {
    firstName: name(80),
    lastName: name(80),
    email: optional(EMAIL),
    phone: optional(PHONE),
    specialty: name(120),
    licenseNumber: optional(name(60)),
  },
  patients: {
    firstName: name(80),
    lastName: name(80),
    email: optional(EMAIL),
    phone: optional(PHONE),
    dateOfBirth: optional({
      takes: ['1984-02-29', '1900-01-01', '2026-01-01'],
      refuses: ['1985-02-29', '1899-12-31', '2999-01-01', '1984-2-9', '29.02.1984', '1984-02-29T00:00:00Z', 'x', 1, {}],
    }),
    gender: optional({
      takes: ['male', 'female', 'other', 'unknown', { sent: 'FEMALE', answered: 'female' }],
      refuses: ['m', 'feminine', 1, true, {}, ['male']],
    }),
    address: optional(lines(500)),
    notes: optional(lines(10_000)),
  },
  appointments: {
    doctorId: ID,
    patientId: ID,
    startsAt: INSTANT,
    endsAt: ENDING,
    reason: optional(lines(500)),
    status: {
      takes: ['scheduled', 'confirmed', 'checked-in', 'in-progress', 'completed', 'cancelled', 'no-show'],
      refuses: [null, '', 'Scheduled', 'done', 1, {}, ['scheduled']],
    },
  },
};

function isRefusal({ status, headers, body }: Answer<Problem>, field: string): boolean {
  const isProblem = headers.get('content-type')?.includes('application/problem+json') ?? false;
  const named = new Set(body.errors?.map((error) => error.field));
  return status === 400 && isProblem && body.code === 'validation-failed' && named.size === 1 && named.has(field);
}

const CASES = Object.entries(FIELDS).flatMap(([path, fields]) =>
  Object.entries(fields).map(([field, rules]) => ({ path, field, rules })),
);

describe('the fields of the clinic models', () => {
  let running: RunningApp;
  let api: ApiClient;
  beforeAll(async () => {
    running = await startApp();
    api = (await registerCompany(running.api, { planCode: 'enterprise' })).api;
    await addDoctor(api);
    await addPatient(api);
  });
  afterAll(() => running.stop());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const bodies: Record<string, Record<string, unknown>> = {
    doctors: { firstName: 'Grace', lastName: 'Hopper', specialty: 'Cardiology' },
    patients: { firstName: 'Rosa', lastName: 'Álvarez' },
    appointments: {
      doctorId: 1,
      patientId: 1,
      startsAt: '2030-02-28T09:00:00Z',
      endsAt: '2030-02-28T10:00:00Z',
    },
  };

  /** Those of some values that are not refused by the name of the field, and it alone. */
  async function notRefused(path: string, field: string, values: readonly unknown[]): Promise<unknown[]> {
    const { body: entry } = await api.post<{ id: number }>(`/api/${path}`, bodies[path]);
    const found: unknown[] = [];
    for (const value of values) {
      const answers = [
        await api.post<Problem>(`/api/${path}`, { ...bodies[path], [field]: value }),
        await api.patch<Problem>(`/api/${path}/${entry.id}`, { [field]: value }),
      ];
      if (!answers.every((answer) => isRefusal(answer, field))) found.push(value);
    }
    if (found.length === 0) expect((await api.get(`/api/${path}/${entry.id}`)).body).toEqual(entry);
    await api.delete(`/api/${path}/${entry.id}`);
    return found;
  }

  describe.each(CASES)('$path $field', ({ path, field, rules }) => {
    it('takes what it should, when adding and when changing', async () => {
      for (const value of rules.takes) {
        const { sent, answered } =
          typeof value === 'object' && value !== null ? value : { sent: value, answered: value };
        const created = await api.post<{ id: number }>(`/api/${path}`, { ...bodies[path], [field]: sent });
        expect([sent, created.status, created.body]).toEqual([
          sent,
          201,
          expect.objectContaining({ [field]: answered }),
        ]);
        const changed = await api.patch(`/api/${path}/${created.body.id}`, { [field]: sent });
        expect([sent, changed.status, changed.body]).toEqual([
          sent,
          200,
          expect.objectContaining({ [field]: answered }),
        ]);
        await api.delete(`/api/${path}/${created.body.id}`);
      }
    });

    it('refuses the rest by its name, when adding and when changing', async () => {
      expect(await notRefused(path, field, rules.refuses)).toEqual([]);
    });
  });

  it('would not refuse by their names most of it if nobody looked at it (control)', async () => {
    const strict = Object.getPrototypeOf(validationPipe()) as ValidationPipe;
    jest.spyOn(strict, 'transform').mockImplementation((value) => Promise.resolve(value));
    const found = { values: 0, of: 0 };
    for (const { path, field, rules } of CASES) {
      found.of += rules.refuses.length;
      found.values += (await notRefused(path, field, rules.refuses)).length;
    }
    expect(found.values).toBeGreaterThan(found.of / 2);
  });

  it.each(Object.keys(FIELDS))('names every missing field of %s at once', async (path) => {
    const answer = await api.post<Problem>(`/api/${path}`, {});
    const missing = new Set(answer.body.errors?.map((error) => error.field));
    expect(missing).toEqual(new Set(Object.keys(bodies[path] ?? {})));
  });

  it('refuses a license number that is taken, in words that name it', async () => {
    await addDoctor(api, { licenseNumber: 'MD-77' });
    const answer = await api.post<Problem>('/api/doctors', { ...bodies.doctors, licenseNumber: ' MD-77 ' });
    expect(answer.body).toMatchObject({ status: 409, code: 'already-exists', errors: [{ field: 'licenseNumber' }] });
  });
});
