import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { SuperusersService } from '../../src/master/index.js';
import { AccessTokens } from '../../src/tenancy/index.js';
import { registerCompany } from '../support/api-client.js';
import type { SignedIn } from '../support/api-client.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { directly } from '../support/test-engine.js';

/** What acts "within a second", and a little for the way. */
const A_SECOND_MS = 1_100;

describe('accounts', () => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp();
  });
  afterAll(() => running.stop());

  /** As another process would: through a handle of its own on the master database. */
  const elsewhere = async (sql: string): Promise<void> => {
    await directly(running.dataDir, 'master', sql);
  };

  it('do not come with the program', async () => {
    const fresh = await startApp();
    expect(await fresh.app.get(DataSource).query('SELECT id FROM master_user')).toEqual([]);
    await fresh.stop();
  });

  it('of superusers belong to no company and reach no company’s data', async () => {
    const password = 'a superuser’s password';
    await running.app.get(SuperusersService).create({ username: 'root', email: 'root@example.com', password });
    const login = await running.api.post<SignedIn>('/api/auth/login', { username: 'root', password });
    expect(login.status).toBe(200);
    expect(login.body).toMatchObject({ user: { isSuperuser: true, role: null }, company: null, subscription: null });
    const root = running.api.as(login.body.accessToken);
    expect((await root.get('/api/auth/me')).body).toMatchObject({ company: null });
    for (const path of ['/api/doctors', '/api/patients/1', '/api/appointments']) {
      expect((await root.get(path)).body).toMatchObject({ status: 403, code: 'forbidden' });
    }
  });

  it.each([
    ['the company is suspended', "UPDATE master_company SET status = 'suspended' WHERE id = ", 'company'],
    ['the user is switched off', 'UPDATE master_user SET is_active = FALSE WHERE id = ', 'user'],
  ] as const)('end within a second when %s, by another process too', async (_what, sql, whose) => {
    const { api, signedIn, registration } = await registerCompany(running.api);
    expect((await api.get('/api/doctors')).status).toBe(200);
    await elsewhere(`${sql}${signedIn[whose].id}`);
    await sleep(A_SECOND_MS);
    expect((await api.get('/api/doctors')).body).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect((await api.get('/api/auth/me')).status).toBe(401);
    const { username, password } = registration;
    expect((await running.api.post('/api/auth/login', { username, password })).status).toBe(401);
    const { refreshToken } = signedIn;
    expect((await running.api.post('/api/auth/refresh', { refreshToken })).status).toBe(401);
  });

  it('end within a second when another process signs them out', async () => {
    const { api, signedIn } = await registerCompany(running.api);
    expect((await api.get('/api/doctors')).status).toBe(200);
    await elsewhere(
      `UPDATE master_session SET revoked_at = '2026-01-01 00:00:00.000' WHERE user_id = ${signedIn.user.id}`,
    );
    await sleep(A_SECOND_MS);
    expect((await api.get('/api/doctors')).status).toBe(401);
    // Control: to whoever looks at the token alone it is as good as before.
    expect(running.app.get(AccessTokens).verify(signedIn.accessToken)).toMatchObject({ userId: signedIn.user.id });
  });

  it('do not exist while their company is still being registered', async () => {
    const { api, signedIn } = await registerCompany(running.api);
    await elsewhere(`UPDATE master_company SET status = 'provisioning' WHERE id = ${signedIn.company.id}`);
    await sleep(A_SECOND_MS);
    expect((await api.get('/api/doctors')).status).toBe(401);
    await elsewhere(`UPDATE master_company SET status = 'active' WHERE id = ${signedIn.company.id}`);
  });
});
