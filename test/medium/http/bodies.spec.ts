/** @engine none: what happens before a handler is asked. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerCompany } from '../../support/api-client.js';
import { sendJson, sendRaw } from '../../support/raw-http.js';
import type { RawAnswer } from '../../support/raw-http.js';
import { startApp } from '../../support/start-app.js';
import type { RunningApp } from '../../support/start-app.js';

const MEBIBYTE = 1024 * 1024;
const DOCTOR = '"firstName":"Grace","lastName":"Hopper","specialty":"Cardiology"';

describe('bodies', () => {
  let running: RunningApp;
  let headers: Record<string, string>;
  beforeAll(async () => {
    running = await startApp();
    const { signedIn } = await registerCompany(running.api);
    headers = { Authorization: `Bearer ${signedIn.accessToken}` };
  });
  afterAll(() => running.stop());

  const create = (body: string | Buffer, more: Record<string, string> = {}): Promise<RawAnswer> =>
    sendJson(running.url, '/api/doctors', body, { ...headers, ...more });
  const bodyOf = (bytes: number): string => {
    const empty = `{${DOCTOR},"note":""}`;
    return empty.replace('""}', `"${'x'.repeat(bytes - empty.length)}"}`);
  };
  function expectProblem(answer: RawAnswer, status: number, code: string): void {
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toMatchObject({ status, code, type: `urn:medadmin:problem:${code}` });
    expect(answer.status).toBe(status);
  }

  it('of exactly one mebibyte are read', async () => {
    const answer = await create(bodyOf(MEBIBYTE));
    expectProblem(answer, 400, 'validation-failed');
    expect(answer.body.errors).toEqual([{ field: 'note', message: 'is not a known field' }]);
  });

  it.each([1, MEBIBYTE, 8 * MEBIBYTE])('of one mebibyte and %d bytes are not', async (more) => {
    expectProblem(await create(bodyOf(MEBIBYTE + more)), 413, 'payload-too-large');
  });

  it('that do not tell their length are cut at one mebibyte too', async () => {
    expectProblem(await create(bodyOf(MEBIBYTE + 1), { 'Transfer-Encoding': 'chunked' }), 413, 'payload-too-large');
  });

  it.each([
    '{',
    '{"a":1',
    '{a:1}',
    "{'a':1}",
    '{"a":01}',
    '{"a":NaN}',
    '{"a":1}{"a":2}',
    '{"a":1,}',
    'null',
    'true',
    '5',
    '"text"',
    '[1',
    '//',
    '{"a":"\n"}',
    '['.repeat(100_000),
  ])('that are no JSON object are malformed: %.30s', async (body) => {
    expectProblem(await create(body), 400, 'malformed-json');
  });

  it('that are not UTF-8 are malformed, not mended', async () => {
    const broken = Buffer.concat([Buffer.from('{"firstName":"Gr'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    expectProblem(await create(broken), 400, 'malformed-json');
  });

  it.each(['[]', '[1]', `[{${DOCTOR}}]`, '["firstName"]'])('that are lists are refused: %s', async (body) => {
    const answer = await create(body);
    expectProblem(answer, 400, 'validation-failed');
    expect(answer.body.errors).toEqual([{ field: 'body', message: 'must be an object' }]);
  });

  it('that are empty miss every field that is needed', async () => {
    for (const body of ['', '{}']) {
      const answer = await create(body);
      expectProblem(answer, 400, 'validation-failed');
      const fields = (answer.body.errors as { field: string }[]).map(({ field }) => field);
      expect([...new Set(fields)]).toEqual(['firstName', 'lastName', 'specialty']);
    }
  });

  it.each([
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['a file', { 'Content-Type': 'multipart/form-data; boundary=x' }],
    ['plain text', { 'Content-Type': 'text/plain' }],
    ['a relative of JSON', { 'Content-Type': 'application/vnd.api+json' }],
    ['no type', { 'Content-Type': '' }],
    ['Latin-1', { 'Content-Type': 'application/json; charset=iso-8859-1' }],
    ['UTF-16', { 'Content-Type': 'application/json; charset=utf-16le' }],
    ['UTF-7', { 'Content-Type': 'application/json; charset="utf-7"' }],
    ['gzip', { 'Content-Encoding': 'gzip' }],
    ['deflate', { 'Content-Encoding': 'deflate' }],
    ['Brotli', { 'Content-Encoding': 'br' }],
    ['an unknown encoding', { 'Content-Encoding': 'rot13' }],
  ])('as %s are no media type of ours', async (_what, type) => {
    expectProblem(await create(`{${DOCTOR}}`, type), 415, 'unsupported-media-type');
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'Application/JSON',
  ])('as %s are', async (type) => {
    expect((await create(`{${DOCTOR}}`, { 'Content-Type': type })).status).toBe(201);
  });

  it.each([1000, 10_000, 100_000])('nested %d deep are refused by name, repeatable or not', async (depth) => {
    const deep = { list: ['[', ']'], object: ['{"a":', '}'] };
    for (const [open = '', close = ''] of Object.values(deep)) {
      const body = `{"firstName":${open.repeat(depth)}1${close.repeat(depth)}}`;
      for (const more of [{}, { 'Idempotency-Key': 'deep' }]) {
        const answer = await create(body, more);
        expectProblem(answer, 400, 'validation-failed');
        expect(answer.body.errors).toEqual([{ field: 'firstName', message: 'is nested too deeply' }]);
      }
    }
  });

  it('with very many fields or values are refused in few words', async () => {
    const keys = Array.from({ length: 100_000 }, (_, index) => `"${index.toString(36)}":1`).join(',');
    for (const body of [`{${keys}}`, `{"firstName":[${'1,'.repeat(400_000)}1]}`, `{"firstName":{${keys}}}`]) {
      const answer = await create(body);
      expectProblem(answer, 400, 'validation-failed');
      expect(answer.text.length).toBeLessThan(500);
    }
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    'with the field %s are refused',
    async (name) => {
      const answer = await create(`{${DOCTOR},"${name}":{"isSuperuser":true}}`);
      expectProblem(answer, 400, 'validation-failed');
      expect(answer.body.errors).toEqual([{ field: name, message: 'is not a known field' }]);
    },
  );

  it('are read before anybody is asked who they are, and still tell nothing', async () => {
    const answer = await sendJson(running.url, '/api/doctors', `{${DOCTOR}}`);
    expectProblem(answer, 401, 'unauthenticated');
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  it('on a GET change nothing', async () => {
    const answer = await sendRaw(running.url, '/api/plans', {
      method: 'GET',
      body: '{"q":1}',
      headers: { 'Content-Type': 'application/json', 'Content-Length': 7 },
    });
    expect(answer.status).toBe(200);
  });
});
