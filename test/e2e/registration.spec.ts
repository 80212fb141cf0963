import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newRegistration, registerCompany } from '../support/api-client.js';
import type { SignedIn } from '../support/api-client.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { databaseNames, directly, masterContent, TEST_ENGINE, testEngine } from '../support/test-engine.js';

describe('registering a company', () => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp();
  });
  afterAll(() => running.stop());
  const register = (input: object, headers?: Record<string, string>) =>
    running.api.post<SignedIn & { errors: { field: string }[] }>('/api/auth/register', input, headers);

  it('makes a migrated database of its own, stamped with its number, and signs the owner in', async () => {
    const { api, signedIn } = await registerCompany(running.api, { companyName: 'Harbour View' });
    expect(signedIn.company.slug).toBe('harbour-view');
    const [stamp] =
      TEST_ENGINE === 'sqlite'
        ? await directly(running.dataDir, 'tenant_harbour_view', 'SELECT user_version AS id FROM pragma_user_version')
        : await directly(running.dataDir, 'tenant_harbour_view', 'SELECT company_id AS id FROM medadmin.owner');
    expect(stamp?.id).toBe(signedIn.company.id);
    const history = await directly(running.dataDir, 'tenant_harbour_view', 'SELECT name FROM schema_migration');
    expect(history.length).toBeGreaterThan(3);
    expect((await api.get('/api/auth/me')).status).toBe(200);
  });

  it('gives the second of two names with one slug a -2, and the third a -3', async () => {
    const slugs = [];
    for (const companyName of ['North Clinic', 'North-Clinic', 'NORTH: clinic!']) {
      slugs.push((await registerCompany(running.api, { companyName })).signedIn.company.slug);
    }
    expect(slugs).toEqual(['north-clinic', 'north-clinic-2', 'north-clinic-3']);
  });

  it('leaves a database that has no company in the master database alone, whatever the new company is called', async () => {
    const orphan = 'tenant_lost_and_found';
    await testEngine(running.dataDir).create(orphan);
    await directly(running.dataDir, orphan, 'CREATE TABLE found (id integer)');
    const answer = await register(newRegistration({ companyName: 'Lost and Found' }));
    expect(answer.status).toBe(201);
    expect(answer.body.company.slug).toBe('lost-and-found-2');
    expect(await directly(running.dataDir, orphan, 'SELECT * FROM found')).toEqual([]);
  });

  it.each([
    ['Больница №1', /^[a-z0-9-]+$/],
    ['医院', /^[a-z0-9-]+$/],
    ['../../etc/passwd', /^etc-passwd/],
    ['Smith & Sons', /^smith-sons/],
    ["St. Mary's", /^st-marys/],
    ['-rf', /^rf/],
    ['master', /^master/],
    ['a'.repeat(120), /^a{40}$/],
    ["'; DROP TABLE master_company; --", /^[a-z0-9-]+$/],
  ])('makes a harmless slug of the name %s', async (companyName, expected) => {
    const { signedIn } = await registerCompany(running.api, { companyName });
    expect(signedIn.company.slug).toMatch(expected);
    expect(await databaseNames(running.dataDir)).toContain(`tenant_${signedIn.company.slug.replaceAll('-', '_')}`);
  });

  it.each([
    ['companyName', 'the same company name, written otherwise', (name: string) => `  ${name.toUpperCase()} `],
    ['companyName', 'the same company name to the eye', (name: string) => `${name}\u200b`],
    ['username', 'the same username', (name: string) => name],
    ['email', 'the same address in capitals', (name: string) => name.toUpperCase()],
  ] as const)('refuses on %s: %s', async (field, _what, change) => {
    const { registration } = await registerCompany(running.api);
    const files = await databaseNames(running.dataDir);
    const answer = await register(newRegistration({ [field]: change(registration[field]) }));
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'already-exists', errors: [{ field }] });
    expect(await databaseNames(running.dataDir)).toEqual(files);
  });

  it('refuses an unknown plan by field', async () => {
    const answer = await register(newRegistration({ planCode: 'platinum' }));
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([expect.objectContaining({ field: 'planCode' })]);
  });

  it('lets one of a hundred identical sign-ups through and leaves one file', async () => {
    const before = await databaseNames(running.dataDir);
    const registration = newRegistration();
    const answers = await Promise.all(Array.from({ length: 100 }, () => register(registration)));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 409)).toHaveLength(99);
    expect((await databaseNames(running.dataDir)).length).toBe(before.length + 1);
  });

  it.each(['username', 'email'] as const)(
    'names the %s when ten companies take it at the same moment',
    async (field) => {
      const value = newRegistration()[field];
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => register(newRegistration({ [field]: value }))),
      );
      expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
      for (const answer of answers.filter(({ status }) => status !== 201)) {
        expect(answer.body).toMatchObject({ status: 409, code: 'already-exists', errors: [{ field }] });
      }
    },
  );

  /** A server makes one database after the other: whoever waits for longer than the limit is asked to come again. */
  async function registerPatiently(input: object): Promise<Awaited<ReturnType<typeof register>>> {
    for (;;) {
      const answer = await register(input);
      if (TEST_ENGINE === 'sqlite' || answer.status !== 503) return answer;
      const retryAfterSeconds = Number(answer.headers.get('retry-after'));
      expect(retryAfterSeconds).toBeGreaterThan(0);
      await sleep(retryAfterSeconds * 1000);
    }
  }

  it('takes fifty different sign-ups at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => registerPatiently(newRegistration())));
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 50 }, () => 201));
    expect(new Set(answers.map((answer) => answer.body.company.slug)).size).toBe(50);
  });

  it('answers a repetition with the same Idempotency-Key like the first, tokens included', async () => {
    const registration = newRegistration();
    const key = { 'Idempotency-Key': `sign-up-${registration.username}` };
    const first = await register(registration, key);
    const again = await register(registration, key);
    expect(first.status).toBe(201);
    expect(again.status).toBe(201);
    expect(again.text).toBe(first.text);
    const other = await register({ ...registration, phone: '+1 555 0199' }, key);
    expect(other.body).toMatchObject({ status: 422, code: 'idempotency-mismatch' });
  });

  it('gives fifty copies with one Idempotency-Key one effect', async () => {
    const before = await databaseNames(running.dataDir);
    const registration = newRegistration();
    const key = { 'Idempotency-Key': `fifty-${registration.username}` };
    const answers = await Promise.all(Array.from({ length: 50 }, () => register(registration, key)));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201, 409]));
    expect(new Set(answers.filter((answer) => answer.status === 201).map((answer) => answer.text)).size).toBe(1);
    expect((await databaseNames(running.dataDir)).length).toBe(before.length + 1);
    expect((await register(registration, key)).status).toBe(201);
  });

  it('keeps neither password nor answer readable in the master database', async () => {
    const registration = newRegistration({ password: 'canary password 4711' });
    const { body } = await register(registration, { 'Idempotency-Key': `canary-${registration.username}` });
    const content = await masterContent(running.dataDir);
    expect(content).toContain(registration.username);
    for (const secret of ['canary password', body.refreshToken, body.accessToken])
      expect(content.includes(secret)).toBe(false);
  });
});
