import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ValidationPipe } from '@nestjs/common';
import type { NextFunction } from 'express';
import fc from 'fast-check';
import { ProblemFilter, PROBLEMS, validationPipe } from '../../src/common/index.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { badRequests } from '../support/bad-requests.js';
import type { BadRequest } from '../support/bad-requests.js';
import { addAppointment, addDoctor, addPatient } from '../support/clinic.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';

/** `npm run soak:bad-input` sends ten thousand. */
const REQUESTS = Number(process.env.BAD_REQUESTS ?? 1000);

/** Words of a stack, of a statement or of the database. */
const LEAKS = /SQLITE|SELECT |INSERT |node_modules|\.ts:|\.js:/;

interface Problem {
  status: number;
  code: string;
  requestId: string;
  errors?: { field: string; message: string }[];
}

describe('bad input', () => {
  let running: RunningApp;
  let api: ApiClient;
  // Nest binds it at the start, so the control could not take its place later.
  const { catch: asProblem } = ProblemFilter.prototype;
  const answering = jest.spyOn(ProblemFilter.prototype, 'catch');
  beforeAll(async () => {
    running = await startApp();
    api = (await registerCompany(running.api)).api;
    await addAppointment(api, { doctorId: await addDoctor(api), patientId: await addPatient(api) });
  });
  afterAll(() => running.stop());

  const send = async ({ method, path, text, headers }: BadRequest) => {
    const response = await fetch(running.url + path, {
      method,
      headers: { Authorization: `Bearer ${api.token}`, ...headers },
      ...(text !== undefined && { body: text }),
    });
    return { status: response.status, kind: response.headers.get('content-type'), text: await response.text() };
  };
  const everything = async () =>
    (await Promise.all(['doctors', 'patients', 'appointments'].map((model) => api.get(`/api/${model}`)))).map(
      (answer) => answer.text,
    );

  const isRefused = fc.asyncProperty(badRequests, async (request) => {
    const answer = await send(request);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.kind).toContain('application/problem+json');
    const problem = JSON.parse(answer.text) as Problem;
    expect(problem).toMatchObject({ status: answer.status, requestId: expect.any(String) });
    expect(Object.keys(PROBLEMS)).toContain(problem.code);
    expect(answer.text).not.toMatch(LEAKS);
    if (request.field !== undefined) {
      expect(problem.code).toBe('validation-failed');
      expect(new Set(problem.errors?.map((error) => error.field))).toEqual(new Set([request.field]));
    }
  });

  it(`is refused ${REQUESTS} times as problem+json that names the field, and changes nothing`, async () => {
    const before = await everything();
    await fc.assert(isRefused, { numRuns: REQUESTS });
    expect(await everything()).toEqual(before);
  }, 900_000);

  describe('with less than that (control)', () => {
    const strict = Object.getPrototypeOf(validationPipe()) as ValidationPipe;
    const isFound = async (): Promise<boolean> =>
      (await fc.check(isRefused, { numRuns: 100, endOnFailure: true })).failed;
    afterEach(() => {
      answering.mockImplementation(asProblem);
    });

    it('would be told of as Express does, with the places in the code', async () => {
      answering.mockImplementation((thrown, host) => {
        host.switchToHttp().getNext<NextFunction>()(thrown);
      });
      expect(await isFound()).toBe(true);
      const { kind, text } = await send({ method: 'GET', path: '/api/doctors/x' });
      expect(kind).toContain('text/html');
      expect(text).toMatch(LEAKS);
    });

    it('would be accepted, or fail in the database, if nobody looked at it', async () => {
      const checking = jest.spyOn(strict, 'transform').mockImplementation((value) => Promise.resolve(value));
      const found = await isFound().finally(() => {
        checking.mockRestore();
      });
      expect(found).toBe(true);
    });
  });

  const doctor = { firstName: 'A', lastName: 'B', specialty: 'C' };
  const json = { 'Content-Type': 'application/json' };
  it.each([
    ['a body of more than 1 MB', 413, JSON.stringify({ ...doctor, notes: 'x'.repeat(1024 * 1024) }), json],
    ['a hundred thousand brackets', 400, '['.repeat(100_000), json],
    ['a body nested ten thousand deep', 400, '{"firstName":'.repeat(10_000) + '1' + '}'.repeat(10_000), json],
    ['fifty thousand fields', 400, `{${Array.from({ length: 50_000 }, (_, n) => `"f${n}":1`).join()}}`, json],
    ['bytes that are not UTF-8', 400, Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), json],
    ['no JSON at all', 400, 'firstName=A', json],
    ['a form', 415, 'firstName=A', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['another character set', 415, '{}', { 'Content-Type': 'application/json; charset=utf-16' }],
    ['a compressed body', 415, Buffer.from([0x1f, 0x8b, 8, 0]), { ...json, 'Content-Encoding': 'gzip' }],
  ])('refuses %s with %i', async (_what, status, body, headers) => {
    const response = await fetch(`${running.url}/api/doctors`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${api.token}`, ...headers },
      body,
    });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect((await response.json()) as Problem).toMatchObject({ status });
  });
});
