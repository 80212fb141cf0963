import 'reflect-metadata';
import { parse } from 'node:querystring';
import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '../problem.error.js';
import { validationPipe } from '../validation.js';
import { PageQuery } from './page.js';
import { sortOrder } from './sort-order.js';

const pipe = validationPipe();
const read = (query: string): Promise<PageQuery> =>
  pipe.transform(parse(query), { type: 'query', metatype: PageQuery }) as Promise<PageQuery>;
const faults = async (query: string): Promise<string[]> => {
  const error: unknown = await read(query).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof ProblemError ? [...new Set(error.extra.errors?.map(({ field }) => field))] : [];
};

describe('the query of a list', () => {
  it('is the first page of twenty if nothing is said', async () => {
    expect(await read('')).toEqual({ page: 1, pageSize: 20 });
  });

  it('has numbers, as text', async () => {
    expect(await read('page=3&pageSize=100&sort=-createdAt&q=Ada%20Brown')).toEqual({
      page: 3,
      pageSize: 100,
      sort: '-createdAt',
      q: 'Ada Brown',
    });
  });

  it.each([
    '0',
    '101',
    '-1',
    '1e3',
    '%205',
    '5%20',
    '1.5',
    '0x10',
    '',
    'ten',
    'NaN',
    'Infinity',
    '9007199254740993',
    '%D9%A3',
    '5&pageSize=6',
    'null',
    'true',
    '[5]',
  ])('refuses pageSize=%s', async (value) => {
    expect(await faults(`pageSize=${value}`)).toEqual(['pageSize']);
  });

  it.each(['0', '-1', '1000001', '1&page=2', '99999999999999999999'])('refuses page=%s', async (value) => {
    expect(await faults(`page=${value}`)).toEqual(['page']);
  });

  it('refuses a text sent twice, too long or with control characters', async () => {
    expect(await faults('q=a&q=b')).toEqual(['q']);
    expect(await faults(`q=${'a'.repeat(201)}`)).toEqual(['q']);
    expect(await faults('q=a%00b')).toEqual(['q']);
    expect(await faults('sort=')).toEqual(['sort']);
  });

  it('refuses what it does not know, and tells everything at once', async () => {
    expect((await faults('page=0&pageSize=0&limit=5&__proto__=1')).length).toBeGreaterThan(0);
    expect((await faults('page=0&pageSize=0&limit=5')).sort()).toEqual(['limit', 'page', 'pageSize']);
    expect(await faults('page[a]=1')).toEqual(['page[a]']);
    expect(await faults('constructor=1')).toEqual(['constructor']);
  });
});

describe('sortOrder', () => {
  const sortable = ['id', 'lastName', 'createdAt'];

  it.each([
    [undefined, [['id', 'ASC']]],
    [
      'lastName',
      [
        ['lastName', 'ASC'],
        ['id', 'ASC'],
      ],
    ],
    [
      '-createdAt,lastName',
      [
        ['createdAt', 'DESC'],
        ['lastName', 'ASC'],
        ['id', 'ASC'],
      ],
    ],
    ['-id', [['id', 'DESC']]],
    [
      ' lastName , -id ',
      [
        ['lastName', 'ASC'],
        ['id', 'DESC'],
      ],
    ],
  ])('reads %p and always ends with the id', (sort, order) => {
    expect(sortOrder(sort, sortable)).toEqual(order);
  });

  it.each([
    'passwordHash',
    'lastName;DROP TABLE doctors_doctor',
    '--id',
    '+id',
    'lastName DESC',
    'lastName,lastName',
    'id,-id',
    '',
    ',',
    'lastName,',
    'LASTNAME',
    'entry.id',
    '__proto__',
    'constructor',
  ])('refuses %p, naming the field', (sort) => {
    expect(() => sortOrder(sort, sortable)).toThrow(
      expect.objectContaining({
        code: 'validation-failed',
        extra: { errors: [expect.objectContaining({ field: 'sort' })] },
      }),
    );
  });
});
