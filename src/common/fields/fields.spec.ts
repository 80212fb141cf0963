import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '../problem.error.js';
import { validationPipe } from '../validation.js';
import { Email, IsoDate, IsoInstant, Phone, QueryIds, Text, WholeNumber } from './index.js';

const EXAMPLE = { example: '', optional: true };

class Entry {
  @Text({ min: 2, max: 5, optional: true })
  word?: string;

  @Text({ min: 1, max: 50, optional: true, multiline: true })
  lines?: string;

  @Text({ min: 1, max: 50, optional: true, verbatim: true })
  password?: string;

  @Text({ min: 1, max: 50, optional: true, nullable: true })
  note?: string | null;

  @Email(EXAMPLE)
  email?: string;

  @Phone(EXAMPLE)
  phone?: string;

  @IsoDate(EXAMPLE)
  day?: string;

  @IsoInstant(EXAMPLE)
  at?: Date;

  @WholeNumber({ min: -1, max: 2_147_483_647, optional: true })
  number?: number;

  @QueryIds()
  ids?: number[];
}

const pipe = validationPipe();

/** The field as it arrives in the handler. */
async function taken<K extends keyof Entry>(field: K, value: unknown): Promise<Entry[K]> {
  const entry = (await pipe.transform({ [field]: value }, { type: 'body', metatype: Entry })) as Entry;
  return entry[field];
}

async function isRefused(field: keyof Entry, value: unknown): Promise<boolean> {
  return taken(field, value).then(
    () => false,
    (error: unknown) =>
      error instanceof ProblemError && error.extra.errors?.every((fault) => fault.field === field) === true,
  );
}

describe('a text', () => {
  it.each(['\u200b\u200b', '\u3164\u3164', '\u2060 \ufeff\u00ad'])(
    'is not %j, of which nothing is seen',
    async (text) => {
      expect(await isRefused('word', text)).toBe(true);
      expect(await isRefused('note', text)).toBe(true);
    },
  );

  it.each(['a\u200db', 'I❤\ufe0f'])('keeps what joins and changes its characters: %j', async (text) => {
    expect(await taken('word', text)).toBe(text);
  });

  it.each(['ab', 'abcde', '  ab  ', 'Ωж', '日本語', '😀😀😀😀😀', 'e\u0301a', "O'B%_"])(
    'takes %p, trimmed',
    async (text) => {
      expect(await taken('word', text)).toBe(text.trim());
    },
  );

  it.each(['', 'a', 'abcdef', '   a   ', '😀', '😀😀😀😀😀😀'])(
    'refuses %p for its length in characters',
    async (text) => {
      expect(await isRefused('word', text)).toBe(true);
    },
  );

  it.each(['a\u0000b', 'a\nb', 'a\rb', 'a\tb', 'a\u001bb', 'a\u007fb', 'a\u2028b', 'a\ud800b', 'a\udc00'])(
    'refuses the control character or half character in %j',
    async (text) => {
      expect(await isRefused('word', text)).toBe(true);
    },
  );

  it('of several lines has line breaks and tabs and no other control characters', async () => {
    expect(await taken('lines', 'a\r\n\tb')).toBe('a\r\n\tb');
    for (const text of ['a\u0000b', 'a\u000bb', 'a\u001bb', 'a\ud800'])
      expect(await isRefused('lines', text)).toBe(true);
  });

  it('that is a password keeps its spaces', async () => {
    expect(await taken('password', '  pass  word ')).toBe('  pass  word ');
  });

  it('may be null or blank only where it may be empty', async () => {
    for (const blank of [null, '', '  ']) {
      expect(await taken('note', blank)).toBeNull();
      expect(await isRefused('word', blank)).toBe(true);
    }
  });
});

describe('an e-mail address', () => {
  it.each(['a@example.com', ' Ada.Brown+x@sub.example.co.uk ', `${'a'.repeat(64)}@example.com`])(
    'is %p',
    async (text) => {
      expect(await taken('email', text)).toBe(text.trim());
    },
  );

  it.each([
    'a',
    '@example.com',
    'a@',
    'a@b',
    'a@@example.com',
    'a b@example.com',
    'a@example.com\n',
    'Ada <a@example.com>',
    'a@example.com,b@example.com',
    'a\u0000@example.com',
    '\ud800',
    'a\ud800@example.com',
    'a@\udc00.example.com',
    'жук@example.com',
    `${'a'.repeat(65)}@example.com`,
    `${'a'.repeat(60)}@${'b.'.repeat(100)}example.com`,
    null,
    '',
    ['a@example.com'],
  ])('is not %p', async (text) => {
    expect(await isRefused('email', text)).toBe(text !== 'a@example.com\n');
  });
});

describe('a telephone number', () => {
  it.each(['+1 555 0100', '112', '(030) 123-45/67', '555.0100x12', ' 112 '])('is %p', async (text) => {
    expect(await taken('phone', text)).toBe(text.trim());
  });

  it.each(['12', '+()-', 'call me', '1'.repeat(31), '555;0100', '٣٣٣', 5550100, null, ''])(
    'is not %p',
    async (text) => {
      expect(await isRefused('phone', text)).toBe(true);
    },
  );
});

describe('a day', () => {
  it.each(['2026-01-01', '2024-02-29', '2000-02-29', '1900-01-01', '9999-12-31', '2026-12-31'])(
    'is %s',
    async (text) => {
      expect(await taken('day', text)).toBe(text);
    },
  );

  it.each([
    '2026-02-30',
    '2026-02-29',
    '2100-02-29',
    '1900-02-29',
    '2026-00-10',
    '2026-13-01',
    '2026-04-31',
    '2026-01-00',
    '1899-12-31',
    '0000-01-01',
    '10000-01-01',
    '26-01-01',
    '2026-1-1',
    '2026-01-01T00:00:00Z',
    '01/02/2026',
    ' 2026-01-01 x',
    '٢٠٢٦-٠١-٠١',
    20260101,
    null,
    '',
  ])('is not %p', async (text) => {
    expect(await isRefused('day', text)).toBe(true);
  });
});

describe('a point in time', () => {
  it.each([
    ['2026-11-24T09:00:00Z', '2026-11-24T09:00:00.000Z'],
    ['2026-11-24T09:00Z', '2026-11-24T09:00:00.000Z'],
    ['2026-11-24T09:00:00.5Z', '2026-11-24T09:00:00.500Z'],
    ['2026-11-24T00:30:00+05:30', '2026-11-23T19:00:00.000Z'],
    ['2026-11-24T23:30:00-08:00', '2026-11-25T07:30:00.000Z'],
    ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00.000Z'],
  ])('is %s', async (text, instant) => {
    expect((await taken('at', text))?.toISOString()).toBe(instant);
  });

  it.each([
    '2026-11-24T09:00:00',
    '2026-11-24',
    '2026-11-24 09:00:00Z',
    '2026-02-30T09:00:00Z',
    '2026-11-24T25:00:00Z',
    '2026-11-24T24:00:01Z',
    '2026-11-24T09:60:00Z',
    '2026-11-24T09:00:61Z',
    '2026-11-24T09:00:00+24:00',
    '2026-11-24T09:00:00+0530',
    '2026-11-24T09:00:00.1234Z',
    '1899-12-31T23:59:59Z',
    '1900-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-01:00',
    '+010000-01-01T00:00:00Z',
    'Tue, 24 Nov 2026 09:00:00 GMT',
    1_795_510_800_000,
    null,
    '',
    'now',
    ['2026-11-24T09:00:00Z'],
  ])('is not %p', async (text) => {
    expect(await isRefused('at', text)).toBe(true);
  });
});

describe('a whole number', () => {
  it.each([-1, 0, 2_147_483_647])('is %p', async (number) => {
    expect(await taken('number', number)).toBe(number);
  });

  it.each([-2, 2_147_483_648, 1.5, '1', null, true, [1], 1e21])('is not %p', async (number) => {
    expect(await isRefused('number', number)).toBe(true);
  });
});

describe('QueryIds', () => {
  it('takes up to a hundred ids, separated by commas', async () => {
    expect(await taken('ids', '7')).toEqual([7]);
    expect(await taken('ids', '3,1,2147483647')).toEqual([3, 1, 2_147_483_647]);
    expect(await taken('ids', Array.from({ length: 100 }, (_, id) => id + 1).join(','))).toHaveLength(100);
  });

  it.each([
    '',
    ',',
    '1,',
    '0',
    '-1',
    '1.5',
    '1e3',
    '2147483648',
    'a',
    '1 ,2',
    Array(101).fill('1').join(','),
    ['1', '2'],
  ])('refuses %j', async (value) => {
    expect(await isRefused('ids', value)).toBe(true);
  });
});
