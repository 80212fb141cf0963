import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { Role } from '../../src/common/index.js';
import { newRegistration, registerCompany } from '../support/api-client.js';
import type { ApiClient, SignedIn } from '../support/api-client.js';
import { addColleague, addSuperuser } from '../support/colleagues.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { raw } from '../support/test-engine.js';

interface Person {
  readonly id: number;
  readonly username: string;
  readonly role: Role;
  readonly isActive: boolean;
}
interface People {
  readonly items: Person[];
  readonly total: number;
}

describe('the people of a company', () => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp({}, { instances: 2 });
  });
  afterAll(() => running.stop());

  /** A company with its owner, and a way to add colleagues. */
  async function company(planCode = 'enterprise') {
    const { api: owner, signedIn, registration } = await registerCompany(running.api, { planCode });
    const companyId = signedIn.company.id;
    const add = (role: Role): Promise<ApiClient> => addColleague(running.app, running.api, companyId, role);
    return { owner, ownerId: signedIn.user.id, signedIn, registration, companyId, add };
  }
  const idOf = async (api: ApiClient): Promise<number> =>
    (await api.get<{ user: { id: number } }>('/api/auth/me')).body.user.id;
  const owners = async (companyId: number): Promise<number> => {
    const [row] = await raw<{ owners: number }[]>(
      running.app.get(DataSource),
      `SELECT COUNT(*) AS owners FROM master_profile p JOIN master_user u ON u.id = p.user_id
         WHERE p.company_id = ? AND p.role = 'owner' AND u.is_active`,
      [companyId],
    );
    return Number(row?.owners);
  };

  describe('never', () => {
    it('shows, changes or removes people of another company', async () => {
      const city = await company();
      const county = await company();
      const stranger = await idOf(await county.add('doctor'));
      expect((await city.owner.get<People>('/api/users?pageSize=100')).body.items.map(({ id }) => id)).toEqual([
        city.ownerId,
      ]);
      const path = `/api/users/${stranger}`;
      expect((await city.owner.get(path)).status).toBe(404);
      expect((await city.owner.patch(path, { isActive: false })).status).toBe(404);
      expect((await city.owner.delete(path)).status).toBe(404);
      expect((await county.owner.get<Person>(path)).body).toMatchObject({ id: stranger, isActive: true });
    });

    it('lets doctors and receptionists manage anybody, themselves included', async () => {
      const { owner, ownerId, add } = await company();
      for (const role of ['doctor', 'receptionist'] as const) {
        const colleague = await add(role);
        const id = await idOf(colleague);
        for (const answer of [
          await colleague.get('/api/users'),
          await colleague.get(`/api/users/${id}`),
          await colleague.patch(`/api/users/${id}`, { role: 'owner' }),
          await colleague.delete(`/api/users/${ownerId}`),
        ])
          expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
      }
      expect((await owner.get<People>('/api/users')).body.total).toBe(3);
    });

    it('lets an admin touch an owner, or make one', async () => {
      const { ownerId, add } = await company();
      const admin = await add('admin');
      const doctor = await idOf(await add('doctor'));
      for (const answer of [
        await admin.patch(`/api/users/${ownerId}`, { role: 'doctor' }),
        await admin.patch(`/api/users/${ownerId}`, { isActive: false }),
        await admin.delete(`/api/users/${ownerId}`),
        await admin.patch(`/api/users/${doctor}`, { role: 'owner' }),
        await admin.patch(`/api/users/${await idOf(admin)}`, { role: 'owner' }),
      ])
        expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    });

    it('leaves a company without an active owner', async () => {
      const { owner, ownerId, companyId, add } = await company();
      const other = await add('owner');
      expect((await owner.patch(`/api/users/${await idOf(other)}`, { isActive: false })).status).toBe(200);
      for (const answer of [
        await owner.patch(`/api/users/${ownerId}`, { role: 'admin' }),
        await owner.patch(`/api/users/${ownerId}`, { isActive: false }),
        await owner.delete(`/api/users/${ownerId}`),
        await owner.post('/api/users/leave'),
      ])
        expect([answer.status, answer.body.code]).toEqual([409, 'conflict']);
      expect(await owners(companyId)).toBe(1);
      expect((await owner.get('/api/users')).status).toBe(200);
    });

    it('shows anything of a password', async () => {
      const { owner } = await company();
      expect((await owner.get('/api/users')).text).not.toMatch(/password|hash|argon/i);
    });
  });

  it('are listed in pages, sorted, searched and narrowed', async () => {
    const { owner, ownerId, add } = await company();
    const doctors = await Promise.all([await add('doctor'), await add('doctor')].map(idOf));
    const admin = await idOf(await add('admin'));
    await owner.patch(`/api/users/${doctors[1] ?? 0}`, { isActive: false });
    const ids = async (query: string): Promise<number[]> =>
      (await owner.get<People>(`/api/users?${query}`)).body.items.map(({ id }) => id);
    expect(await ids('sort=id')).toEqual([ownerId, ...doctors, admin]);
    expect(await ids('sort=-id&pageSize=2&page=2')).toEqual([doctors[0], ownerId]);
    expect(await ids('sort=role,-id')).toEqual([admin, ...[...doctors].reverse(), ownerId]);
    expect(await ids('role=doctor&sort=id')).toEqual(doctors);
    expect(await ids('isActive=false')).toEqual([doctors[1]]);
    expect(await ids('q=aDa%20bro')).toEqual([ownerId]);
    expect((await owner.get('/api/users?sort=passwordHash')).status).toBe(400);
    expect((await owner.get('/api/users?isActive=maybe')).status).toBe(400);
    expect((await owner.get<Person>(`/api/users/${ownerId}`)).body).toEqual({
      id: ownerId,
      username: expect.any(String),
      email: expect.any(String),
      firstName: 'Ada',
      lastName: 'Brown',
      role: 'owner',
      isActive: true,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
  });

  it('have another role from their next request on', async () => {
    const { owner, add } = await company();
    const colleague = await add('receptionist');
    expect((await colleague.get('/api/users')).status).toBe(403);
    const promoted = await owner.patch<Person>(`/api/users/${await idOf(colleague)}`, { role: 'admin' });
    expect([promoted.status, promoted.body.role]).toEqual([200, 'admin']);
    expect((await colleague.get('/api/users')).status).toBe(200);
    await owner.patch(`/api/users/${promoted.body.id}`, { role: 'doctor' });
    expect((await colleague.get('/api/users')).status).toBe(403);
  });

  it('are out from their next request on when they are switched off, and back when switched on', async () => {
    const { owner, registration, add } = await company();
    const colleague = await add('owner');
    const login = () =>
      running.api.post<SignedIn>('/api/auth/login', {
        username: registration.username,
        password: registration.password,
      });
    const { refreshToken } = (await login()).body;
    const path = `/api/users/${await idOf(owner)}`;
    expect((await colleague.patch(path, { isActive: false })).status).toBe(200);
    expect((await owner.get('/api/auth/me')).status).toBe(401);
    expect((await running.api.post('/api/auth/refresh', { refreshToken })).status).toBe(401);
    expect((await login()).body).toMatchObject({ code: 'invalid-credentials' });
    expect((await colleague.patch(path, { isActive: true })).status).toBe(200);
    // What was ended stays ended; a new sign-in works.
    expect((await owner.get('/api/auth/me')).status).toBe(401);
    expect((await login()).status).toBe(200);
  });

  it('are gone when they leave or are removed, and their name is free again', async () => {
    const { owner, add } = await company();
    const leaver = await add('doctor');
    const removed = await add('receptionist');
    const leaverId = await idOf(leaver);
    const removedId = await idOf(removed);
    const { username } = (await owner.get<Person>(`/api/users/${leaverId}`)).body;
    expect((await leaver.post('/api/users/leave')).status).toBe(204);
    expect((await owner.delete(`/api/users/${removedId}`)).status).toBe(204);
    for (const gone of [leaver, removed]) expect((await gone.get('/api/auth/me')).status).toBe(401);
    for (const id of [leaverId, removedId]) expect((await owner.get(`/api/users/${id}`)).status).toBe(404);
    expect((await running.api.post('/api/auth/register', newRegistration({ username }))).status).toBe(201);
  });

  it('are managed by admins as well, all but owners', async () => {
    const { add } = await company();
    const admin = await add('admin');
    const [colleague, doctor, receptionist] = await Promise.all([
      add('admin').then(idOf),
      add('doctor').then(idOf),
      add('receptionist').then(idOf),
    ]);
    expect((await admin.patch(`/api/users/${doctor}`, { role: 'admin' })).status).toBe(200);
    expect((await admin.patch(`/api/users/${colleague}`, { role: 'doctor', isActive: false })).status).toBe(200);
    expect((await admin.delete(`/api/users/${receptionist}`)).status).toBe(204);
    expect((await admin.patch(`/api/users/${await idOf(admin)}`, { role: 'receptionist' })).status).toBe(200);
    expect((await admin.get('/api/users')).status).toBe(403);
  });

  it('let an owner go once there is another', async () => {
    const { owner, companyId, add } = await company();
    const heir = await add('admin');
    expect((await owner.post('/api/users/leave')).status).toBe(409);
    expect((await owner.patch(`/api/users/${await idOf(heir)}`, { role: 'owner' })).status).toBe(200);
    expect((await owner.post('/api/users/leave')).status).toBe(204);
    expect(await owners(companyId)).toBe(1);
    expect((await heir.get('/api/users')).status).toBe(200);
  });

  it('have nothing to do with superusers', async () => {
    const superuser = await addSuperuser(running.app, running.api);
    for (const answer of [await superuser.get('/api/users'), await superuser.post('/api/users/leave')])
      expect(answer.status).toBe(403);
    const { owner } = await company();
    expect((await owner.get(`/api/users/${await idOf(superuser)}`)).status).toBe(404);
  });

  it('count against the plan only while they can sign in', async () => {
    const { owner, add } = await company('basic');
    const colleagues = [];
    for (let index = 0; index < 4; index += 1) colleagues.push(await idOf(await add('doctor')));
    const path = `/api/users/${colleagues[0] ?? 0}`;
    expect((await owner.patch(path, { isActive: false })).status).toBe(200);
    await add('doctor');
    expect((await owner.patch(path, { isActive: true })).body).toMatchObject({
      code: 'plan-limit-reached',
      status: 403,
      resource: 'users',
      limit: 5,
      used: 5,
    });
    // Other changes of somebody who is off take no place.
    expect((await owner.patch(path, { role: 'receptionist' })).status).toBe(200);
    expect((await owner.delete(`/api/users/${colleagues[1] ?? 0}`)).status).toBe(204);
    expect((await owner.patch(path, { isActive: true })).status).toBe(200);
  });

  describe('when owners act against each other at once', () => {
    const ROUNDS = 20;

    it('one stays, whoever is first', async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { owner, ownerId, companyId, add } = await company();
        const other = await add('owner');
        const otherId = await idOf(other);
        const answers = await Promise.all(
          round % 2 === 0
            ? [
                owner.patch(`/api/users/${otherId}`, { role: 'doctor' }),
                other.patch(`/api/users/${ownerId}`, { role: 'doctor' }),
              ]
            : [owner.post('/api/users/leave'), other.post('/api/users/leave')],
        );
        const statuses = answers.map(({ status }) => status).sort();
        expect(statuses[0]).toBeLessThan(300);
        expect([401, 403, 409]).toContain(statuses[1]);
        expect(await owners(companyId)).toBe(1);
      }
    });

    it('none stays in the naive arrangement that counts before it writes', async () => {
      const { owner, ownerId, companyId, add } = await company();
      const otherId = await idOf(await add('owner'));
      expect((await owner.get('/api/users')).status).toBe(200);
      const master = running.app.get(DataSource);
      const counts = await Promise.all([owners(companyId), owners(companyId)]);
      expect(counts).toEqual([2, 2]);
      for (const id of [ownerId, otherId])
        await raw(master, `UPDATE master_profile SET role = 'doctor' WHERE user_id = ?`, [id]);
      expect(await owners(companyId)).toBe(0);
    });
  });
});
