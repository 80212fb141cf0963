import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { Role } from '../../src/common/index.js';
import { AccessTokens } from '../../src/tenancy/index.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { BuiltServer } from '../support/built-server.js';
import { addColleague, addSuperuser } from '../support/colleagues.js';
import { startApp, TEST_SECRET } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { raw } from '../support/test-engine.js';

/** What is changed in one process acts in the others after this time, in milliseconds. */
const EFFECTIVE_MS = 1000;

describe('what is changed about people in one process', () => {
  let running: RunningApp;
  let second: BuiltServer;
  beforeAll(async () => {
    running = await startApp();
    second = await BuiltServer.start({ DATA_DIR: running.dataDir, JWT_SECRET: TEST_SECRET });
  });
  afterAll(async () => {
    await second.stop();
    await running.stop();
  });

  const inSecond = (api: ApiClient): ApiClient => second.api.as(api.token ?? '');
  const idOf = async (api: ApiClient): Promise<number> =>
    (await api.get<{ user: { id: number } }>('/api/auth/me')).body.user.id;
  const company = async () => {
    const { api: owner, signedIn } = await registerCompany(running.api, { planCode: 'enterprise' });
    const add = (role: Role): Promise<ApiClient> => addColleague(running.app, running.api, signedIn.company.id, role);
    return { owner, companyId: signedIn.company.id, add };
  };

  /** The second process is asked just before, so that it has looked and would still remember. */
  async function actsWithinASecond(asked: ApiClient, path: string, change: () => Promise<unknown>, status: number) {
    expect((await inSecond(asked).get(path)).status).toBe(200);
    await change();
    await sleep(EFFECTIVE_MS);
    // The control: the token itself is as good as before, so whoever checked no more than that would let it in.
    expect(running.app.get(AccessTokens).verify(asked.token ?? '')).toMatchObject({ userId: expect.any(Number) });
    expect((await inSecond(asked).get(path)).status).toBe(status);
  }

  it('acts in another within a second when somebody is switched off', async () => {
    const { owner, add } = await company();
    const doctor = await add('doctor');
    const id = await idOf(doctor);
    await actsWithinASecond(doctor, '/api/doctors', () => owner.patch(`/api/users/${id}`, { isActive: false }), 401);
  });

  it('acts in another within a second when somebody is removed', async () => {
    const { owner, add } = await company();
    const doctor = await add('doctor');
    const id = await idOf(doctor);
    await actsWithinASecond(doctor, '/api/doctors', () => owner.delete(`/api/users/${id}`), 401);
  });

  it('acts in another within a second when somebody has another role', async () => {
    const { owner, add } = await company();
    const admin = await add('admin');
    const id = await idOf(admin);
    await actsWithinASecond(admin, '/api/users', () => owner.patch(`/api/users/${id}`, { role: 'doctor' }), 403);
  });

  it('acts in another within a second when the company is suspended', async () => {
    const { owner, companyId } = await company();
    const superuser = await addSuperuser(running.app, running.api);
    const suspend = () => superuser.post(`/api/admin/companies/${companyId}/suspend`);
    await actsWithinASecond(owner, '/api/doctors', suspend, 401);
  });

  it('leaves one owner when two demote each other, each in another process', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { owner, companyId, add } = await company();
      const other = await add('owner');
      const [ownerId, otherId] = [await idOf(owner), await idOf(other)];
      const answers = await Promise.all([
        owner.patch(`/api/users/${otherId}`, { role: 'doctor' }),
        inSecond(other).patch(`/api/users/${ownerId}`, { role: 'doctor' }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
      const [row] = await raw<{ owners: number }[]>(
        running.app.get(DataSource),
        `SELECT COUNT(*) AS owners FROM master_profile WHERE company_id = ? AND role = 'owner'`,
        [companyId],
      );
      expect(Number(row?.owners)).toBe(1);
    }
  });
});
