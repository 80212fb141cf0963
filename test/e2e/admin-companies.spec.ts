import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tenantDatabaseName } from '../../src/database/index.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient, SignedIn } from '../support/api-client.js';
import { addDoctor, addPatient } from '../support/clinic.js';
import { addColleague, addSuperuser } from '../support/colleagues.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { TestClock } from '../support/test-clock.js';
import { directly, TEST_ENGINE, testEngine } from '../support/test-engine.js';

interface Company {
  readonly id: number;
  readonly name: string;
  readonly users: number;
  readonly databaseBytes: number;
  readonly migrations: string;
}
interface Companies {
  readonly items: Company[];
  readonly total: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

describe('the companies, to a superuser', () => {
  const clock = new TestClock('2026-11-24T08:00:00Z');
  let running: RunningApp;
  let superuser: ApiClient;
  beforeAll(async () => {
    running = await startApp({}, { clock });
    superuser = await addSuperuser(running.app, running.api);
  });
  afterAll(() => running.stop());

  const fileOf = (slug: string): string =>
    join(running.dataDir, 'tenant_databases', `tenant_${slug.replaceAll('-', '_')}.sqlite3`);
  const read = async (id: number): Promise<Company> =>
    (await superuser.get<Company>(`/api/admin/companies/${id}`)).body;

  it('are told with subscription, people, size and migrations', async () => {
    const { signedIn, registration } = await registerCompany(running.api, { planCode: 'basic' });
    await addColleague(running.app, running.api, signedIn.company.id, 'doctor');
    expect(await read(signedIn.company.id)).toEqual({
      ...signedIn.company,
      subscription: {
        plan: { code: 'basic', name: 'Basic' },
        status: 'trialing',
        access: 'full',
        reason: 'trial',
        daysLeft: 14,
      },
      users: 2,
      eraseAt: null,
      expiresAt: null,
      databaseBytes: expect.any(Number),
      migrations: 'current',
      lastProvedBackupAt: null,
      owners: [{ name: 'Ada Brown', email: registration.email }],
    });
    expect((await read(signedIn.company.id)).databaseBytes).toBeGreaterThan(4096);
    clock.advance(15 * DAY_MS);
    // Access tokens have expired by then.
    const later = await addSuperuser(running.app, running.api);
    const { subscription } = (await later.get(`/api/admin/companies/${signedIn.company.id}`)).body;
    expect(subscription).toMatchObject({ access: 'read-only', reason: 'trial-ended', daysLeft: 29 });
    clock.advance(-15 * DAY_MS);
  });

  it('are listed in pages, sorted, searched and narrowed', async () => {
    const mark = `Zz${process.pid}`;
    const made: SignedIn[] = [];
    for (const [index, planCode] of ['professional', 'basic', 'enterprise'].entries()) {
      const { signedIn } = await registerCompany(running.api, { companyName: `${mark} ${3 - index}`, planCode });
      for (let people = 0; people < index; people += 1)
        await addColleague(running.app, running.api, signedIn.company.id, 'doctor');
      made.push(signedIn);
    }
    const ids = made.map(({ company }) => company.id);
    const [first = 0, second = 0, third = 0] = ids;
    const { api } = await registerCompany(running.api);
    await addDoctor(api);
    const listed = async (query: string): Promise<number[]> =>
      (await superuser.get<Companies>(`/api/admin/companies?q=${mark}&${query}`)).body.items.map(({ id }) => id);
    expect(await listed('sort=name')).toEqual([third, second, first]);
    expect(await listed('sort=-createdAt')).toEqual(ids);
    expect(await listed('sort=plan')).toEqual([second, third, first]);
    expect(await listed('sort=-users')).toEqual([third, second, first]);
    expect(await listed('sort=-users&pageSize=1&page=2')).toEqual([second]);
    expect(await listed('plan=basic')).toEqual([second]);
    expect(await listed('status=suspended')).toEqual([]);
    expect(await listed('subscriptionStatus=trialing&sort=id')).toEqual(ids);
    expect(await listed('subscriptionStatus=expired')).toEqual([]);
    const all = (await superuser.get<Companies>('/api/admin/companies?pageSize=3')).body;
    expect(all.items).toHaveLength(3);
    expect(all.total).toBeGreaterThanOrEqual(4);
    expect((await superuser.get('/api/admin/companies?sort=passwordHash')).status).toBe(400);
    expect((await superuser.get('/api/admin/companies?sort=databaseBytes,name')).status).toBe(400);
  });

  it('are sorted by the size of their databases', async () => {
    const mark = `Yy${process.pid}`;
    const ids: number[] = [];
    // Far apart: PostgreSQL's upkeep makes a database larger by itself, by a page or two for each of its tables.
    for (const patients of [0, 120, 40]) {
      const { api, signedIn } = await registerCompany(running.api, { companyName: `${mark} ${patients}` });
      for (let row = 0; row < patients; row += 1) await addPatient(api, { notes: randomBytes(5000).toString('hex') });
      ids.push(signedIn.company.id);
    }
    const listed = async (sort: string): Promise<Company[]> =>
      (await superuser.get<Companies>(`/api/admin/companies?q=${mark}&sort=${sort}`)).body.items;
    const ascending = await listed('databaseBytes');
    expect(ascending.map(({ id }) => id)).toEqual([ids[0], ids[2], ids[1]]);
    const sizes = ascending.map(({ databaseBytes }) => databaseBytes);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect((await listed('-databaseBytes&pageSize=1&page=3')).map(({ id }) => id)).toEqual([ids[0]]);
  });

  it('are shown with a database that is behind, damaged or gone', async () => {
    const companies = [];
    for (let index = 0; index < 3; index += 1) companies.push((await registerCompany(running.api)).signedIn.company);
    const [behind, damaged, gone] = companies;
    const nameOf = (company: { slug: string } | undefined) => tenantDatabaseName(company?.slug ?? '');
    const behindSql = `DELETE FROM schema_migration WHERE name = (SELECT MAX(name) FROM schema_migration)`;
    await directly(running.dataDir, nameOf(behind), behindSql);
    if (TEST_ENGINE === 'sqlite') writeFileSync(fileOf(damaged?.slug ?? ''), 'not a database');
    else await directly(running.dataDir, nameOf(damaged), 'DROP SCHEMA medadmin CASCADE');
    await testEngine(running.dataDir).drop(nameOf(gone));
    expect((await read(behind?.id ?? 0)).migrations).toBe('pending');
    expect((await read(damaged?.id ?? 0)).migrations).toBe('unavailable');
    expect(await read(gone?.id ?? 0)).toMatchObject({ migrations: 'unavailable', databaseBytes: 0 });
  });

  describe('when one is suspended', () => {
    it('nobody of it gets in, and all is there again when it is activated', async () => {
      const { api, signedIn, registration } = await registerCompany(running.api);
      const other = await registerCompany(running.api);
      const doctorId = await addDoctor(api);
      const { id } = signedIn.company;
      const suspended = await superuser.post(`/api/admin/companies/${id}/suspend`);
      expect([suspended.status, suspended.body.status]).toEqual([200, 'suspended']);
      const login = () =>
        running.api.post<SignedIn>('/api/auth/login', {
          username: registration.username,
          password: registration.password,
        });
      expect((await api.get('/api/doctors')).status).toBe(401);
      expect((await api.get('/api/auth/me')).status).toBe(401);
      expect((await running.api.post('/api/auth/refresh', { refreshToken: signedIn.refreshToken })).status).toBe(401);
      expect((await login()).body).toMatchObject({ code: 'invalid-credentials' });
      expect((await other.api.get('/api/doctors')).status).toBe(200);
      expect((await superuser.post(`/api/admin/companies/${id}/suspend`)).status).toBe(200);
      const activated = await superuser.post(`/api/admin/companies/${id}/activate`);
      expect([activated.status, activated.body.status]).toEqual([200, 'active']);
      expect((await superuser.post(`/api/admin/companies/${id}/activate`)).status).toBe(200);
      const again = await login();
      expect(again.status).toBe(200);
      const back = running.api.as(again.body.accessToken);
      expect((await back.get<{ id: number }>(`/api/doctors/${doctorId}`)).body.id).toBe(doctorId);
    });

    it('it must exist', async () => {
      for (const action of ['suspend', 'activate'])
        expect((await superuser.post(`/api/admin/companies/999999/${action}`)).status).toBe(404);
      expect((await superuser.get('/api/admin/companies/999999')).status).toBe(404);
    });
  });
});
