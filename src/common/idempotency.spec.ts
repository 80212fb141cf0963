import type { Request } from 'express';
import { describe, expect, it } from '@jest/globals';
import { idempotentRequest } from './idempotency.js';
import type { RequestState } from './request-state.js';

type Sent = Partial<{ key: string | string[]; path: string; method: string; userId: number; body: unknown }>;

function sent({ key = 'key-1', path = '/api/doctors', method = 'POST', userId, body = {} }: Sent = {}): Request &
  RequestState {
  const headers = { 'idempotency-key': key };
  return { headers, path, method, body, ...(userId && { principal: { userId } }) } as unknown as Request & RequestState;
}
const hash = (request: Sent): string | undefined => idempotentRequest(sent(request))?.keyHash;

describe('a request that may be repeated', () => {
  it('is one with an Idempotency-Key', () => {
    expect(idempotentRequest({ headers: {} } as Request)).toBeUndefined();
    expect(idempotentRequest(sent({ body: { a: 1 } }))).toMatchObject({ key: 'key-1', body: '{"a":1}' });
  });

  it.each(['a', '!~', 'a'.repeat(255), '0b0e7f1c-5d3a-4f43-9a53-0e7f1c5d3a4f', '"quoted"'])(
    'takes the key %s',
    (key) => {
      expect(idempotentRequest(sent({ key }))?.key).toBe(key);
    },
  );

  it.each(['', ' ', 'a b', 'a'.repeat(256), 'ключ', 'a\tb', 'a\u0000', 'a\n', ['a', 'b']])(
    'refuses the key %j',
    (key) => {
      expect(() => idempotentRequest(sent({ key }))).toThrow(
        expect.objectContaining({
          extra: { errors: [expect.objectContaining({ field: 'Idempotency-Key' })] },
        }),
      );
    },
  );

  /** Requests of which no two are the same. */
  const DIFFERENT: readonly Sent[] = [
    {},
    { userId: 1 },
    { userId: 2 },
    { path: '/api/patients' },
    { method: 'PUT' },
    { key: 'key-2' },
    { key: '/api/doctors' },
    { path: '/api/doctors/key-1', key: 'x' },
    { path: '/api/doctors', key: 'key-1/x' },
  ];
  const distinct = (hashOf: (request: Sent) => string | undefined): number => new Set(DIFFERENT.map(hashOf)).size;

  it('is another one for another user, place, method or key, whatever their texts look like', () => {
    expect(distinct(hash)).toBe(DIFFERENT.length);
    expect(hash({ body: { other: true } })).toBe(hash({}));
  });

  it.each<[string, (request: ReturnType<typeof sent>) => string]>([
    ['by its key alone', ({ headers }) => String(headers['idempotency-key'])],
    ['by key and place', ({ headers, method, path }) => JSON.stringify([method, path, headers['idempotency-key']])],
    [
      'by all in one text',
      ({ headers, method, path, principal }) =>
        [principal?.userId ?? 0, method, `${path}/${String(headers['idempotency-key'])}`].join('/'),
    ],
  ])('would be taken for another one if it were known %s (control)', (_what, naive) => {
    expect(distinct((request) => naive(sent(request)))).toBeLessThan(DIFFERENT.length);
  });
});
