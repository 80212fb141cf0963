import { describe, expect, it } from '@jest/globals';
import { IdPipe } from './id.pipe.js';

describe('IdPipe', () => {
  it.each([
    ['1', 1],
    ['2147483647', 2_147_483_647],
  ])('reads %s', (text, id) => {
    expect(new IdPipe().transform(text)).toBe(id);
  });

  it.each(['2147483648', '9007199254740991'])('knows that there is no entry %s', (text) => {
    expect(() => new IdPipe().transform(text)).toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  it.each([
    '0',
    '-1',
    '+1',
    '1.0',
    '1e3',
    '0x1',
    ' 1',
    '1 ',
    '1\n',
    '',
    'one',
    'NaN',
    'Infinity',
    '9007199254740992',
    '99999999999999999999',
    '٣',
    '1;2',
    "1' OR '1'='1",
    '1/2',
    'null',
    '1\u0000',
  ])('refuses %j, naming id', (text) => {
    expect(() => new IdPipe().transform(text)).toThrow(
      expect.objectContaining({
        code: 'validation-failed',
        extra: { errors: [{ field: 'id', message: 'must be a positive whole number' }] },
      }),
    );
  });
});
