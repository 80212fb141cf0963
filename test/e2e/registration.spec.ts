import { copyFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { newRegistration, registerCompany } from '../support/api-client.js';
import type { SignedIn } from '../support/api-client.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';

async function tenantFiles(dataDir: string): Promise<string[]> {
  const files = await readdir(join(dataDir, 'tenant_databases'));
  return files.filter((file) => file.endsWith('.sqlite3')).sort();
}

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
    const file = new Database(join(running.dataDir, 'tenant_databases/tenant_harbour_view.sqlite3'), {
      readonly: true,
    });
    expect(file.pragma('user_version', { simple: true })).toBe(signedIn.company.id);
    expect(file.prepare("SELECT count(*) FROM sqlite_master WHERE name = 'schema_migration'").pluck().get()).toBe(1);
    file.close();
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
    const { signedIn } = await registerCompany(running.api, { companyName: 'Restored' });
    const orphan = join(running.dataDir, 'tenant_databases/tenant_lost_and_found.sqlite3');
    await copyFile(join(running.dataDir, `tenant_databases/tenant_${signedIn.company.slug}.sqlite3`), orphan);
    const before = await readFile(orphan);
    const answer = await register(newRegistration({ companyName: 'Lost and Found' }));
    expect(answer.status).toBe(201);
    expect(answer.body.company.slug).toBe('lost-and-found-2');
    expect((await readFile(orphan)).equals(before)).toBe(true);
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
    expect(await tenantFiles(running.dataDir)).toContain(
      `tenant_${signedIn.company.slug.replaceAll('-', '_')}.sqlite3`,
    );
  });

  it.each([
    ['companyName', 'the same company name, written otherwise', (name: string) => `  ${name.toUpperCase()} `],
    ['companyName', 'the same company name to the eye', (name: string) => `${name}\u200b`],
    ['username', 'the same username', (name: string) => name],
    ['email', 'the same address in capitals', (name: string) => name.toUpperCase()],
  ] as const)('refuses on %s: %s', async (field, _what, change) => {
    const { registration } = await registerCompany(running.api);
    const files = await tenantFiles(running.dataDir);
    const answer = await register(newRegistration({ [field]: change(registration[field]) }));
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'already-exists', errors: [{ field }] });
    expect(await tenantFiles(running.dataDir)).toEqual(files);
  });

  it('refuses an unknown plan by field', async () => {
    const answer = await register(newRegistration({ planCode: 'platinum' }));
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([expect.objectContaining({ field: 'planCode' })]);
  });

  it('lets one of a hundred identical sign-ups through and leaves one file', async () => {
    const before = await tenantFiles(running.dataDir);
    const registration = newRegistration();
    const answers = await Promise.all(Array.from({ length: 100 }, () => register(registration)));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 409)).toHaveLength(99);
    expect((await tenantFiles(running.dataDir)).length).toBe(before.length + 1);
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

  it('takes fifty different sign-ups at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => register(newRegistration())));
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
    const before = await tenantFiles(running.dataDir);
    const registration = newRegistration();
    const key = { 'Idempotency-Key': `fifty-${registration.username}` };
    const answers = await Promise.all(Array.from({ length: 50 }, () => register(registration, key)));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201, 409]));
    expect(new Set(answers.filter((answer) => answer.status === 201).map((answer) => answer.text)).size).toBe(1);
    expect((await tenantFiles(running.dataDir)).length).toBe(before.length + 1);
    expect((await register(registration, key)).status).toBe(201);
  });

  it('keeps neither password nor answer readable in the master database', async () => {
    const registration = newRegistration({ password: 'canary password 4711' });
    const { body } = await register(registration, { 'Idempotency-Key': `canary-${registration.username}` });
    for (const file of ['db.sqlite3', 'db.sqlite3-wal']) {
      const bytes = await readFile(join(running.dataDir, file));
      expect(bytes.includes('canary password')).toBe(false);
      expect(bytes.includes(body.refreshToken)).toBe(false);
      expect(bytes.includes(body.accessToken)).toBe(false);
    }
  });
});
