/** @engine none: what happens before a handler is asked. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sendBytes, sendRaw } from '../../support/raw-http.js';
import { startApp } from '../../support/start-app.js';
import type { RunningApp } from '../../support/start-app.js';

const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

describe('headers', () => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp({ CORS_ORIGINS: 'https://app.example.com' });
  });
  afterAll(() => running.stop());
  const get = (path: string, headers: Record<string, string | string[]> = {}, method = 'GET') =>
    sendRaw(running.url, path, { method, headers });

  it.each(['/api/plans', '/api/doctors', '/nope', '/health/live', '/openapi.json'])(
    'protect the answer of %s',
    async (path) => {
      const { headers } = await get(path);
      expect(headers['content-security-policy']).toBe(
        "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'",
      );
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'strict-transport-security': expect.stringContaining('max-age='),
      });
      expect(headers).not.toHaveProperty('x-powered-by');
      expect(headers).not.toHaveProperty('server');
      expect(headers).not.toHaveProperty('etag');
    },
  );

  it('keep the answers of the API out of every cache, errors included', async () => {
    for (const path of ['/api/plans', '/api/doctors', '/api/nope', '/API/plans', '/api/doctors/%zz']) {
      expect((await get(path)).headers['cache-control']).toBe('no-store');
    }
  });

  it('carry a request id, also in the body of an error', async () => {
    const answer = await get('/api/doctors');
    expect(answer.headers['x-request-id']).toMatch(UUID);
    expect(answer.body.requestId).toBe(answer.headers['x-request-id']);
    expect((await get('/api/doctors')).headers['x-request-id']).not.toBe(answer.headers['x-request-id']);
  });

  it.each(['a', 'a-b_c.1', 'A'.repeat(64)])('keep the harmless request id %s', async (id) => {
    expect((await get('/api/doctors', { 'X-Request-Id': id })).body.requestId).toBe(id);
  });

  it.each(['', 'a'.repeat(65), 'a b', 'a"b', '<script>', 'a,b', '{"level":50}', 'é', '../../etc/passwd', '%0d%0a'])(
    'replace the hostile request id %s',
    async (id) => {
      expect((await get('/api/doctors', { 'X-Request-Id': id })).headers['x-request-id']).toMatch(UUID);
    },
  );

  it('replace a request id that comes twice', async () => {
    expect((await get('/api/doctors', { 'X-Request-Id': ['a', 'b'] })).headers['x-request-id']).toMatch(UUID);
  });

  it('cannot be split by a request id', async () => {
    const bytes =
      'GET /api/plans HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Request-Id: a\nSet-Cookie: evil=1\r\n\r\n';
    const answer = await sendBytes(running.url, bytes);
    expect(answer).not.toMatch(/set-cookie/i);
  });

  it.each([
    ['two lengths', 'POST /api/doctors HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 20\r\n\r\n{}'],
    [
      'length and chunks',
      'POST /api/doctors HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}',
    ],
    ['a length that is no number', 'POST /api/doctors HTTP/1.1\r\nHost: x\r\nContent-Length: 1e3\r\n\r\n{}'],
    ['a broken chunk', 'POST /api/doctors HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n'],
    ['20 KB of headers', `GET /api/plans HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`],
    ['no host', 'GET /api/plans HTTP/1.1\r\n\r\n'],
    ['nonsense', 'nonsense\r\n\r\n'],
  ])('that could smuggle a request end the connection: %s', async (_what, bytes) => {
    const answer = await sendBytes(running.url, bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  it('let pages of the listed origins in, and no others', async () => {
    const friend = await get('/api/plans', { Origin: 'https://app.example.com' });
    expect(friend.headers['access-control-allow-origin']).toBe('https://app.example.com');
    expect(friend.headers.vary).toContain('Origin');
    expect(friend.headers['access-control-expose-headers']).toContain('Retry-After');
    for (const origin of [
      'https://evil.example.com',
      'null',
      'https://app.example.com.evil.com',
      'http://app.example.com',
    ]) {
      expect((await get('/api/plans', { Origin: origin })).headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  it('answer the question that browsers ask before a request', async () => {
    const ask = (Origin: string) => get('/api/doctors', { Origin, 'Access-Control-Request-Method': 'POST' }, 'OPTIONS');
    const friend = await ask('https://app.example.com');
    expect(friend.status).toBe(204);
    expect(friend.headers['access-control-allow-methods']).toContain('POST');
    expect((await ask('https://evil.example.com')).headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('headers without CORS_ORIGINS', () => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp();
  });
  afterAll(() => running.stop());

  it('let pages of no other origin in', async () => {
    for (const method of ['GET', 'OPTIONS']) {
      const headers = { Origin: 'https://app.example.com', 'Access-Control-Request-Method': 'GET' };
      const answer = await sendRaw(running.url, '/api/plans', { method, headers });
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});
