import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ValidationPipe } from '@nestjs/common';
import * as transformerPackage from 'class-transformer';
import * as validatorPackage from 'class-validator';
import { validationPipe } from '../../src/common/index.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { addDoctor, addPatient } from '../support/clinic.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';

interface Problem {
  status: number;
  code: string;
  errors: { field: string; message: string }[];
}
interface Entry {
  id: number;
  [field: string]: unknown;
}
interface List {
  items: Entry[];
  page: number;
  pageSize: number;
  total: number;
}
interface Resource {
  readonly path: string;
  /** A body that the route accepts, a new one each time. */
  readonly body: (api: ApiClient) => Promise<Record<string, unknown>>;
  readonly change: Record<string, unknown>;
  /** A field that must be there, and one that need not. */
  readonly required: string;
  readonly optional: string;
}

const FROM_OUTSIDE = ['id', 'createdAt', 'updatedAt', 'companyId', '__proto__', 'constructor', 'toString'];

let minutes = 0;
const later = () => new Date(Date.UTC(2030, 0, 1) + 60_000 * (minutes += 30)).toISOString();

const RESOURCES: readonly Resource[] = [
  {
    path: '/api/doctors',
    body: async () => ({
      firstName: 'Grace',
      lastName: 'Hopper',
      email: 'grace@example.com',
      phone: '+1 555 0101',
      specialty: 'Cardiology',
      licenseNumber: `MD-${later()}`,
    }),
    change: { specialty: 'Oncology' },
    required: 'specialty',
    optional: 'licenseNumber',
  },
  {
    path: '/api/patients',
    body: async () => ({
      firstName: 'Rosa',
      lastName: 'Álvarez',
      email: 'rosa@example.com',
      phone: '+1 555 0102',
      dateOfBirth: '1984-02-29',
      gender: 'female',
      address: '12 Main Street\nSpringfield',
      notes: 'Allergic to penicillin.',
    }),
    change: { lastName: 'Brown' },
    required: 'lastName',
    optional: 'notes',
  },
  {
    path: '/api/appointments',
    body: async (api) => ({
      doctorId: await addDoctor(api),
      patientId: await addPatient(api),
      startsAt: later(),
      endsAt: later(),
      reason: 'Check-up',
      status: 'confirmed',
    }),
    change: { status: 'completed' },
    required: 'startsAt',
    optional: 'reason',
  },
];

describe.each(RESOURCES)('$path', ({ path, body, change, required, optional }) => {
  let running: RunningApp;
  let api: ApiClient;
  beforeAll(async () => {
    running = await startApp();
    api = (await registerCompany(running.api)).api;
  });
  afterAll(() => running.stop());
  afterEach(() => {
    jest.restoreAllMocks();
  });
  const add = async (as = api) => (await as.post<Entry>(path, await body(as))).body;

  it('adds an entry, tells where it is, and answers exactly what it has', async () => {
    const input = await body(api);
    const created = await api.post<Entry>(path, input);
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(`${path}/${created.body.id}`);
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(created.body).toEqual({ ...input, id: expect.any(Number), createdAt: time, updatedAt: time });
    const read = await api.get(`${path}/${created.body.id}`);
    expect(read.status).toBe(200);
    expect(read.body).toEqual(created.body);
  });

  it('needs no more than what is required, and answers null for the rest', async () => {
    const { [optional]: _left, ...input } = await body(api);
    const created = await api.post<Entry>(path, input);
    expect(created.body).toMatchObject({ ...input, [optional]: null });
    const empty = await api.post<Entry>(path, { ...(await body(api)), [optional]: ' ' });
    expect(empty.body[optional]).toBeNull();
  });

  it('lists in pages', async () => {
    const { total } = (await api.get<List>(path)).body;
    const added = [await add(), await add(), await add()];
    const page = await api.get<List>(`${path}?page=1&pageSize=2&sort=-createdAt,-id`);
    expect(page.status).toBe(200);
    expect(page.body).toEqual({ items: [added[2], added[1]], page: 1, pageSize: 2, total: total + 3 });
    expect((await api.get<List>(`${path}?q=no-such-thing-anywhere`)).body).toMatchObject({ items: [], total: 0 });
    expect((await api.get<List>(path)).body).toMatchObject({ page: 1, pageSize: 20 });
  });

  it.each([
    ['page=0', 'page'],
    ['page=1.5', 'page'],
    ['page=', 'page'],
    ['page=1&page=2', 'page'],
    ['pageSize=101', 'pageSize'],
    ['pageSize=0', 'pageSize'],
    ['sort=password', 'sort'],
    [`q=${'x'.repeat(201)}`, 'q'],
    ['companyId=1', 'companyId'],
    ['q[]=x', 'q[]'],
    ['__proto__=1', '__proto__'],
  ])('refuses ?%s', async (query, field) => {
    const answer = await api.get<Problem>(`${path}?${query}`);
    expect(answer.body).toMatchObject({ status: 400, code: 'validation-failed' });
    expect(new Set(answer.body.errors.map((error) => error.field))).toEqual(new Set([field]));
  });

  it('changes what is sent and leaves the rest', async () => {
    const entry = await add();
    const changed = await api.patch<Entry>(`${path}/${entry.id}`, change);
    expect(changed.status).toBe(200);
    expect(changed.body).toEqual({ ...entry, ...change, updatedAt: expect.any(String) });
    expect((await api.get(`${path}/${entry.id}`)).body).toEqual(changed.body);
    expect((await api.patch(`${path}/${entry.id}`, {})).body).toEqual(changed.body);
    expect((await api.patch(`${path}/${entry.id}`)).body).toEqual(changed.body);
  });

  it('empties what may be empty with null, and nothing else', async () => {
    const { id } = await add();
    expect((await api.patch(`${path}/${id}`, { [optional]: null })).body).toMatchObject({ [optional]: null });
    const refused = await api.patch<Problem>(`${path}/${id}`, { [required]: null });
    expect(refused.body).toMatchObject({
      status: 400,
      errors: expect.arrayContaining([{ field: required, message: expect.any(String) }]),
    });
  });

  /** What is answered to an entry, and to a change of one, with one more field. */
  const answersWith = async (field: string, as = api): Promise<Problem[]> => {
    const { id } = await add(as);
    const added = await sendRaw('POST', path, withMember(await body(as), field), as);
    return [added.body, (await sendRaw('PATCH', `${path}/${id}`, withMember({}, field), as)).body];
  };
  const isRefusal = (field: string): unknown =>
    expect.objectContaining({ status: 400, code: 'validation-failed', errors: [expect.objectContaining({ field })] });

  it.each(FROM_OUTSIDE)('takes no %s from outside', async (field) => {
    expect(await answersWith(field)).toEqual([isRefusal(field), isRefusal(field)]);
  });

  it('are not refused by Nest’s own pipe as it comes (control)', async () => {
    const naive = new ValidationPipe({ transform: true, validatorPackage, transformerPackage });
    const strict = Object.getPrototypeOf(validationPipe()) as ValidationPipe;
    jest.spyOn(strict, 'transform').mockImplementation((value, metadata) => naive.transform(value, metadata));
    const { api: victim } = await registerCompany(running.api, { planCode: 'enterprise' });
    for (const field of FROM_OUTSIDE) {
      for (const answer of await answersWith(field, victim)) expect(answer).not.toEqual(isRefusal(field));
    }
  });

  it('deletes an entry, once', async () => {
    const { id } = await add();
    const deleted = await api.delete(`${path}/${id}`);
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    for (const answer of [
      await api.delete<Problem>(`${path}/${id}`),
      await api.get<Problem>(`${path}/${id}`),
      await api.patch<Problem>(`${path}/${id}`, change),
    ]) {
      expect(answer.body).toMatchObject({ status: 404, code: 'not-found' });
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
  });

  it.each(['abc', '0', '-1', '1.5', '1e3', '0x1', '9007199254740993', '99999999999999999999', '%20', '1%00', '١'])(
    'refuses the id %s',
    async (id) => {
      for (const method of ['GET', 'PATCH', 'DELETE']) {
        const answer = await api.send<Problem>(method, `${path}/${id}`, method === 'PATCH' ? change : undefined);
        expect(answer.body).toMatchObject({ status: 400, code: 'validation-failed', errors: [{ field: 'id' }] });
      }
    },
  );

  it('does a request once however often it comes with one Idempotency-Key', async () => {
    const input = await body(api);
    const key = { 'Idempotency-Key': `fifty-${later()}` };
    const { total } = (await api.get<List>(path)).body;
    const answers = await Promise.all(Array.from({ length: 50 }, () => api.post(path, input, key)));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201]));
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(new Set(answers.map((answer) => answer.headers.get('location'))).size).toBe(1);
    expect((await api.get<List>(path)).body.total).toBe(total + 1);
    const other = await api.post<Problem>(path, { ...input, ...change }, key);
    expect(other.body).toMatchObject({ status: 422, code: 'idempotency-mismatch' });
  });

  it('refuses an Idempotency-Key that is none', async () => {
    const answer = await api.post<Problem>(path, await body(api), { 'Idempotency-Key': 'x'.repeat(256) });
    expect(answer.body).toMatchObject({ status: 400, errors: [{ field: 'Idempotency-Key' }] });
  });

  async function sendRaw(method: string, target: string, text: string, as = api): Promise<{ body: Problem }> {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${as.token}` };
    const response = await fetch(running.url + target, { method, headers, body: text });
    return { body: (await response.json()) as Problem };
  }
});

/** JSON of an object with one more member, of whatever name; an object literal cannot have an own `__proto__`. */
function withMember(object: object, name: string): string {
  const members = [...Object.entries(object), [name, 7]] as [string, unknown][];
  return `{${members.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join()}}`;
}
