import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { IsoInstant, OneOf, Text, WholeNumber } from './fields/index.js';
import { assertReasonableShape } from './input-shape.js';
import { ProblemError } from './problem.error.js';
import type { FieldError } from './problem.error.js';
import { validationPipe } from './validation.js';

class Address {
  @Text({ min: 1, max: 10 })
  city!: string;
}

class Visit {
  @Text({ min: 1, max: 10 })
  name!: string;

  @WholeNumber({ min: 1, max: 5 })
  count!: number;

  @OneOf(['red', 'green'], { optional: true })
  colour = 'red';

  @IsoInstant({ example: '2026-11-24T09:00:00Z', optional: true, nullable: true })
  at: Date | null = null;

  @ValidateNested()
  @Type(() => Address)
  address?: Address;
}

const pipe = validationPipe();
const validate = (value: unknown): Promise<Visit> =>
  pipe.transform(value, { type: 'body', metatype: Visit }) as Promise<Visit>;
const json = (text: string): unknown => JSON.parse(text);

async function errorsOf(value: unknown): Promise<readonly FieldError[]> {
  const error: unknown = await validate(value).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ProblemError)) throw new Error('was not refused');
  expect(error.code).toBe('validation-failed');
  return error.extra.errors ?? [];
}
const fieldsAtFault = async (value: unknown): Promise<string[]> => [
  ...new Set((await errorsOf(value)).map(({ field }) => field)),
];

describe('the validation pipe', () => {
  it('gives an instance with its defaults', async () => {
    const visit = await validate({ name: ' Ada ', count: 1 });
    expect(visit).toBeInstanceOf(Visit);
    expect(visit).toEqual({ name: 'Ada', count: 1, colour: 'red', at: null });
  });

  it('names every field at fault at once, nested ones by their path', async () => {
    const value = { name: '', count: 6, colour: 'blue', at: 'noon', address: { city: '', zip: '1' }, more: 1 };
    expect((await fieldsAtFault(value)).sort()).toEqual(
      ['address.city', 'address.zip', 'at', 'colour', 'count', 'more', 'name'].sort(),
    );
  });

  it('says of each what is wrong with it, and never what it was', async () => {
    const errors = await errorsOf({ name: 'Rosa Álvarez', count: 77.5, Rosa: 1 });
    expect(errors).toContainEqual({ field: 'name', message: 'must have 1 to 10 characters' });
    expect(errors).toContainEqual({ field: 'count', message: 'must be a whole number' });
    expect(errors).toContainEqual({ field: 'Rosa', message: 'is not a known field' });
    expect(JSON.stringify(errors)).not.toMatch(/Álvarez|77/);
  });

  it.each([undefined, null, {}])('tells what is missing from %p', async (value) => {
    expect(await fieldsAtFault(value)).toEqual(['name', 'count']);
  });

  it('gives one reason per field: the first that applies', async () => {
    expect(await errorsOf({ count: 1.5, colour: 7 })).toEqual([
      { field: 'name', message: 'must be a string' },
      { field: 'count', message: 'must be a whole number' },
      { field: 'colour', message: 'must be one of red, green' },
    ]);
  });

  it.each([true, 5, {}, [], ['Ada'], { name: 'Ada' }, null])('does not take %p for a text', async (name) => {
    expect(await fieldsAtFault({ name, count: 1 })).toEqual(['name']);
  });

  it.each(['1', true, null, [], [1], {}, 1.5, '1e0', 0, 6, 1e300])(
    'does not take %p for a whole number up to five',
    async (count) => {
      expect(await fieldsAtFault({ name: 'Ada', count })).toEqual(['count']);
    },
  );

  it.each(['5', 5, null, 'RED', ['red'], { red: 1 }])('does not take %p for one of the choices', async (colour) => {
    expect(await fieldsAtFault({ name: 'Ada', count: 1, colour })).toEqual(['colour']);
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'])(
    'does not know the field %s',
    async (field) => {
      const value = json(`{"name": "Ada", "count": 1, "${field}": {"isSuperuser": true}}`);
      expect(await fieldsAtFault(value)).toEqual([field]);
      expect(({} as Record<string, unknown>).isSuperuser).toBeUndefined();
    },
  );

  it('does not let a nested __proto__ reach anything', async () => {
    const value = json('{"name": "Ada", "count": 1, "address": {"city": "Rome", "__proto__": {"isSuperuser": true}}}');
    const visit = await validate(value);
    expect((visit.address as unknown as Record<string, unknown>).isSuperuser).toBeUndefined();
    expect(({} as Record<string, unknown>).isSuperuser).toBeUndefined();
  });
});

describe('the shape of a body', () => {
  const faultOf = (body: unknown): FieldError | undefined => {
    try {
      assertReasonableShape(body);
    } catch (error) {
      if (error instanceof ProblemError) return error.extra.errors?.[0];
      throw error;
    }
    return undefined;
  };

  it('may be anything reasonable', () => {
    for (const body of [
      undefined,
      {},
      { a: 1 },
      { a: [{ b: [1, 2, 3] }] },
      { a: Array.from({ length: 1000 }, () => 1) },
    ]) {
      expect(faultOf(body)).toBeUndefined();
    }
  });

  it.each([10_000, 100_000, 500_000])('may not be nested %d deep', (depth) => {
    const body = { note: json(`${'['.repeat(depth)}${']'.repeat(depth)}`) };
    expect(faultOf(body)).toEqual({ field: 'note', message: 'is nested too deeply' });
  });

  it('may not have a hundred thousand fields or values', () => {
    const numbers = Array.from({ length: 100_000 }, (_, index) => index);
    expect(faultOf({ a: numbers })).toEqual({ field: 'a', message: 'has too many values' });
    expect(faultOf(Object.fromEntries(numbers.map((number) => [`k${number}`, 1])))?.field).toBe('body');
    expect(faultOf([])?.field).toBe('body');
  });
});
