import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { NewUsers } from '../../src/master/users/new-users.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import { registerCompany } from '../support/api-client.js';
import { BuiltServer } from '../support/built-server.js';
import { addColleague } from '../support/colleagues.js';
import { acceptInvitation, insertInvitations } from '../support/invitations.js';
import { tally, untilDone } from '../support/plan-limits.js';
import { startApp, TEST_SECRET } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { raw } from '../support/test-engine.js';

/** What the plan called basic allows. */
const LIMIT = 5;
const AT_ONCE = 100;

describe('the users of a plan', () => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp();
  });
  afterAll(() => running.stop());

  const company = async () => {
    const { api, signedIn } = await registerCompany(running.api, { planCode: 'basic' });
    return { owner: api, companyId: signedIn.company.id };
  };
  const activeUsers = async (companyId: number): Promise<number> => {
    const [row] = await raw<{ users: number }[]>(
      running.app.get(DataSource),
      `SELECT COUNT(*) AS users FROM master_profile p JOIN master_user u ON u.id = p.user_id
       WHERE p.company_id = ? AND u.is_active`,
      [companyId],
    );
    return Number(row?.users);
  };

  /** A hundred people accept their invitations at the same time, taking turns at the servers. */
  async function rush(companyId: number, servers: readonly ApiClient[]): Promise<readonly Answer<unknown>[]> {
    const tokens = await insertInvitations(running.dataDir, companyId, AT_ONCE);
    return Promise.all(
      tokens.map((token, index) => untilDone(() => acceptInvitation(servers[index % servers.length]!, token))),
    );
  }

  it('are exactly as many as it allows when a hundred accept at once', async () => {
    const { companyId } = await company();
    const answers = await rush(companyId, [running.api]);
    expect(await activeUsers(companyId)).toBe(LIMIT);
    expect(tally(answers)).toEqual({ '201': LIMIT - 1, '403 plan-limit-reached': AT_ONCE - LIMIT + 1 });
    const refused = answers.find(({ status }) => status === 403);
    expect(refused?.body).toMatchObject({ code: 'plan-limit-reached', resource: 'users', limit: LIMIT, used: LIMIT });
  });

  it('are exactly as many when the hundred come to two processes', async () => {
    const { companyId } = await company();
    const second = await BuiltServer.start({ DATA_DIR: running.dataDir, JWT_SECRET: TEST_SECRET });
    try {
      const answers = await rush(companyId, [running.api, second.api]);
      expect(await activeUsers(companyId)).toBe(LIMIT);
      expect(tally(answers)).toEqual({ '201': LIMIT - 1, '403 plan-limit-reached': AT_ONCE - LIMIT + 1 });
    } finally {
      await second.stop();
    }
  });

  it('are more in the naive arrangement that counts before it inserts', async () => {
    const { companyId } = await company();
    const master = running.app.get(DataSource);
    const join = async (index: number): Promise<void> => {
      if ((await activeUsers(companyId)) >= LIMIT) return;
      const name = `naive${companyId}n${index}`;
      const person = { username: name, email: `${name}@example.com`, firstName: '', lastName: '', passwordHash: '' };
      await master.transaction((transaction) =>
        running.app.get(NewUsers).insert(transaction, person, { companyId, role: 'doctor' }),
      );
    };
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => join(index)));
    expect(await activeUsers(companyId)).toBeGreaterThan(LIMIT);
  });

  it('are never too many while people join, leave, and are switched off and on, and a place is free at once', async () => {
    const { owner, companyId } = await company();
    const colleagues: { id: number; api: ApiClient }[] = [];
    for (let index = 0; index < LIMIT - 1; index += 1) {
      const api = await addColleague(running.app, running.api, companyId, 'doctor');
      colleagues.push({ api, id: (await api.get<{ user: { id: number } }>('/api/auth/me')).body.user.id });
    }
    const [off, leaver] = colleagues;
    const tokens = await insertInvitations(running.dataDir, companyId, 20);
    const set = (isActive: boolean) => owner.patch(`/api/users/${off?.id ?? 0}`, { isActive });
    const answers = await Promise.all([
      ...tokens.slice(0, 10).map((token) => acceptInvitation(running.api, token)),
      set(false),
      set(true),
      leaver?.api.post('/api/users/leave'),
      set(false),
      ...tokens.slice(10).map((token) => acceptInvitation(running.api, token)),
      set(true),
    ]);
    expect(answers.map((answer) => answer?.status ?? 500).filter((status) => status >= 500)).toEqual([]);
    expect(await activeUsers(companyId)).toBeLessThanOrEqual(LIMIT);
    const [late = ''] = await insertInvitations(running.dataDir, companyId, 1);
    while ((await activeUsers(companyId)) < LIMIT) {
      const [filler = ''] = await insertInvitations(running.dataDir, companyId, 1);
      expect((await acceptInvitation(running.api, filler)).status).toBe(201);
    }
    expect((await acceptInvitation(running.api, late)).status).toBe(403);
    const { items } = (await owner.get<{ items: { id: number; role: string }[] }>('/api/users?isActive=true')).body;
    const somebody = items.find(({ role }) => role === 'doctor');
    expect((await owner.delete(`/api/users/${somebody?.id ?? 0}`)).status).toBe(204);
    expect((await acceptInvitation(running.api, late)).status).toBe(201);
  });

  it('are refused early to whoever invites one too many', async () => {
    const { owner, companyId } = await company();
    for (let index = 0; index < LIMIT - 1; index += 1)
      await addColleague(running.app, running.api, companyId, 'doctor');
    const answer = await owner.post('/api/invitations', { email: 'one.too.many@example.com', role: 'doctor' });
    expect(answer.body).toMatchObject({ code: 'plan-limit-reached', resource: 'users', limit: LIMIT, used: LIMIT });
  });
});
