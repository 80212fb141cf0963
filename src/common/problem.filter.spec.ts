import { NotFoundException, ServiceUnavailableException } from '@nestjs/common';
import type { ArgumentsHost } from '@nestjs/common';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { PROBLEMS } from './problem-codes.js';
import type { ProblemCode } from './problem-codes.js';
import { ProblemError, ValidationError } from './problem.error.js';
import { ProblemFilter } from './problem.filter.js';

const CANARY = 'Rosa Álvarez, +1 555 0102';

interface Answered {
  status: number;
  headers: Record<string, string>;
  body: Record<string, unknown>;
  text: string;
  isCut: boolean;
}

/** What the filter answers to a thrown value. */
function answered(thrown: unknown, { headersSent = false } = {}): Answered {
  const answer: Answered = { status: 0, headers: {}, body: {}, text: '', isCut: false };
  const response = {
    headersSent,
    set statusCode(status: number) {
      answer.status = status;
    },
    setHeader: (name: string, value: string) => (answer.headers[name] = value),
    destroy: () => (answer.isCut = true),
    end: (text: string) => {
      answer.text = text;
      answer.body = JSON.parse(text) as Record<string, unknown>;
    },
  };
  const http = { getRequest: () => ({ requestId: 'request-1' }), getResponse: () => response };
  new ProblemFilter().catch(thrown, { switchToHttp: () => http } as unknown as ArgumentsHost);
  return answer;
}

describe('ProblemFilter', () => {
  let log: [level: string, entry: Record<string, unknown>][];
  beforeEach(() => {
    log = [];
    const to = (level: string) => (entry: Record<string, unknown>) => log.push([level, entry]);
    Logger.overrideLogger({ log: to('info'), error: to('error'), warn: to('warn'), debug: to('debug') });
  });
  afterEach(() => {
    Logger.overrideLogger(false);
  });

  it.each(Object.keys(PROBLEMS) as ProblemCode[])('answers %s as the catalogue says', (code) => {
    const { status, title, detail } = PROBLEMS[code];
    const { body, headers, ...answer } = answered(new ProblemError(code, detail));
    expect(answer.status).toBe(status);
    expect(headers['Content-Type']).toBe('application/problem+json; charset=utf-8');
    const type = `urn:medadmin:problem:${code}`;
    expect(body).toEqual({ type, title, status, detail, code, requestId: 'request-1' });
  });

  it('says how to sign in with every 401, and when to come back with every 429 and 503', () => {
    for (const [code, { status }] of Object.entries(PROBLEMS)) {
      const { headers } = answered(new ProblemError(code as ProblemCode, ''));
      expect(headers['WWW-Authenticate']).toBe(status === 401 ? 'Bearer' : undefined);
      expect(headers['Retry-After'] !== undefined).toBe(status === 429 || status === 503);
    }
  });

  it("sends the error's own headers in place of those of its kind", () => {
    const busy = new ProblemError('too-many-requests', 'Later.', { headers: { 'Retry-After': '37' } });
    expect(answered(busy).headers['Retry-After']).toBe('37');
  });

  it('names every field at fault', () => {
    const errors = [
      { field: 'a', message: 'must be b' },
      { field: 'c.d', message: 'must be e' },
    ];
    expect(answered(new ValidationError(errors)).body).toMatchObject({ status: 400, errors });
  });

  it('sends extensions, which cannot replace the standard members', () => {
    const extensions = { limit: 5, used: 5, status: 200, type: 'x', requestId: 'y', code: 'z' };
    const { body } = answered(new ProblemError('plan-limit-reached', 'No more.', { extensions }));
    expect(body).toMatchObject({ limit: 5, used: 5, status: 403, code: 'plan-limit-reached', requestId: 'request-1' });
  });

  it.each([
    ['an error', new Error(CANARY)],
    ['an error within an error', new Error(CANARY, { cause: new TypeError(CANARY) })],
    ['an error whose message looks like frames', new Error(`x\n    at ${CANARY}\n    at y (${CANARY}:1:1)`)],
    ['a text', CANARY],
    ['an object', { message: CANARY, status: 200, statusCode: 200 }],
    ['an object like an HTTP error', { message: CANARY, status: 418 }],
    ['nothing', undefined],
    ['null', null],
  ])('answers %s with 500 and tells neither client nor log what it says', (_what, thrown) => {
    const { status, body, text } = answered(thrown);
    expect(status).toBe(500);
    expect(body).toMatchObject({ code: 'internal-error', detail: 'Something went wrong on our side.' });
    expect(text + JSON.stringify(log)).not.toMatch(/Rosa|555/);
    expect(text).not.toMatch(/\bat |\.ts|\.js|node_modules/);
  });

  it('tells the log where an unknown error came from', () => {
    answered(new RangeError(CANARY));
    const [[level, entry] = ['', {}]] = log;
    expect(level).toBe('error');
    expect(entry).toMatchObject({ requestId: 'request-1', code: 'internal-error', causes: ['RangeError'] });
    expect((entry.at as string[])[0]).toContain('problem.filter.spec');
  });

  it('tells of a failed statement only the code of the database', () => {
    const driverError = Object.assign(new Error(`UNIQUE constraint failed: ${CANARY}`), {
      code: 'SQLITE_CONSTRAINT_UNIQUE',
    });
    driverError.name = 'SqliteError';
    const failed = new QueryFailedError('INSERT INTO patients_patient VALUES (?)', [CANARY], driverError);
    const { status, text } = answered(failed);
    expect(status).toBe(500);
    expect(text).not.toMatch(/Rosa|INSERT|patients_patient|UNIQUE|SQLITE/);
    expect(JSON.stringify(log)).not.toMatch(/Rosa|555|INSERT|patients_patient/);
    expect(log[0]?.[1].causes).toEqual([
      'QueryFailedError SQLITE_CONSTRAINT_UNIQUE',
      'SqliteError SQLITE_CONSTRAINT_UNIQUE',
    ]);
  });

  it('keeps what speaks of the inside from the client', () => {
    const { text } = answered(new ProblemError('tenant-unavailable', 'tenant_city_hospital.sqlite3 is missing'));
    expect(text).not.toContain('sqlite3');
  });

  it.each([
    ['Nest: not found', new NotFoundException(`Cannot GET /api/patients?q=${CANARY}`), 404, 'not-found'],
    ['Nest: unavailable', new ServiceUnavailableException(CANARY), 503, 'unavailable'],
    ['body: too large', bodyError(413, 'entity.too.large'), 413, 'payload-too-large'],
    ['body: no JSON', bodyError(400, 'entity.parse.failed'), 400, 'malformed-json'],
    ['body: wrong length', bodyError(400, 'request.size.invalid'), 400, 'malformed-json'],
    ['body: cut off', bodyError(400, 'request.aborted'), 400, 'malformed-json'],
    ['body: charset', bodyError(415, 'charset.unsupported'), 415, 'unsupported-media-type'],
    ['body: compressed', bodyError(415, 'encoding.unsupported'), 415, 'unsupported-media-type'],
  ])('answers errors of libraries in our words: %s', (_what, thrown, status, code) => {
    const answer = answered(thrown);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ status, code, detail: PROBLEMS[code as ProblemCode].detail });
    expect(answer.text + JSON.stringify(log)).not.toMatch(/Rosa|555/);
  });

  it('cuts the connection when half an answer is out', () => {
    const answer = answered(new Error('late'), { headersSent: true });
    expect(answer).toMatchObject({ isCut: true, text: '' });
  });
});

/** As http-errors makes them for Express' body parser. */
function bodyError(statusCode: number, type: string): Error {
  return Object.assign(new Error(CANARY), { statusCode, status: statusCode, expose: true, type, body: CANARY });
}
