import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PlansService } from '../../src/subscription/index.js';
import { newRegistration, registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { addSuperuser } from '../support/colleagues.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';

interface Problem {
  code: string;
  errors?: { field: string; message: string }[];
}
interface ManagedPlan {
  code: string;
  name: string;
  limits: Record<string, number | null>;
  retiredAt: string | null;
  companies: number;
}
interface PlanPage {
  items: ManagedPlan[];
  total: number;
}

const FULL_GIB = 1024 ** 3;
let plans = 0;

function newPlan(changes: Record<string, unknown> = {}): Record<string, unknown> & { code: string } {
  plans += 1;
  return {
    code: `plan-${plans}`,
    name: `Plan ${plans}`,
    priceMonthlyCents: 4900,
    priceYearlyCents: 49_000,
    currency: 'EUR',
    limits: { doctors: 10, patients: 2000, users: 12, storageBytes: 5 * FULL_GIB },
    sortOrder: 10,
    isPublic: true,
    ...changes,
  };
}

describe('plans', () => {
  let running: RunningApp;
  let root: ApiClient;
  let code: string;
  let plan: ReturnType<typeof newPlan>;
  beforeAll(async () => {
    running = await startApp();
    root = await addSuperuser(running.app, running.api);
  });
  afterAll(() => running.stop());
  beforeEach(async () => {
    plan = newPlan();
    code = plan.code;
    expect((await root.post('/api/admin/plans', plan)).status).toBe(201);
  });

  const offered = async (): Promise<string[]> =>
    (await running.api.get<{ code: string }[]>('/api/plans')).body.map((one) => one.code);
  const path = (): string => `/api/admin/plans/${code}`;
  /** Has the plan deleted as soon as it was found, in whichever instance. @returns a function that ends that. */
  const deletedWhenFound = (): (() => void) => {
    const offers = running.apps.map((app) => app.get(PlansService));
    for (const offer of offers) {
      const { findPublic } = offer;
      offer.findPublic = async (wanted) => {
        const found = await findPublic.call(offer, wanted);
        expect((await root.delete(path())).status).toBe(204);
        return found;
      };
    }
    return () => {
      for (const offer of offers) delete (offer as Partial<PlansService>).findPublic;
    };
  };

  it('are nobody else’s to see or to change', async () => {
    const { api } = await registerCompany(running.api);
    for (const client of [api, running.api]) {
      const status = client === api ? 403 : 401;
      for (const [method, target, body] of [
        ['GET', '/api/admin/plans'],
        ['GET', path()],
        ['POST', '/api/admin/plans', newPlan()],
        ['PATCH', path(), { name: 'Theirs' }],
        ['POST', `${path()}/retire`],
        ['POST', `${path()}/restore`],
        ['DELETE', path()],
      ] as const) {
        expect([method, target, (await client.send(method, target, body)).status]).toEqual([method, target, status]);
      }
    }
    expect((await root.get(path())).body).toMatchObject({ name: plan.name, retiredAt: null });
  });

  it('are added with all their fields, and offered at once', async () => {
    const fresh = newPlan({ limits: { doctors: null, patients: 0, users: 1, storageBytes: Number.MAX_SAFE_INTEGER } });
    const answer = await root.post('/api/admin/plans', fresh);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/api/admin/plans/${fresh.code}`);
    expect(answer.body).toEqual({ ...fresh, retiredAt: null, companies: 0 });
    expect((await root.get(`/api/admin/plans/${fresh.code}`)).body).toEqual(answer.body);
    expect(await offered()).toContain(fresh.code);
    await registerCompany(running.api, { planCode: fresh.code });
    expect((await root.get(`/api/admin/plans/${fresh.code}`)).body).toMatchObject({ companies: 1 });
  });

  it('are added once, however often the request comes', async () => {
    const fresh = newPlan();
    const key = { 'Idempotency-Key': fresh.code };
    const first = await root.post('/api/admin/plans', fresh, key);
    const again = await root.post('/api/admin/plans', fresh, key);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect((await root.post('/api/admin/plans', { ...fresh, name: 'Other' }, key)).status).toBe(422);
  });

  it('have a code that no other has, also when several are added at once', async () => {
    const fresh = newPlan();
    const answers = await Promise.all(Array.from({ length: 8 }, () => root.post<Problem>('/api/admin/plans', fresh)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      code: 'already-exists',
      errors: [{ field: 'code' }],
    });
  });

  it.each([
    ['code', { code: 'Has Spaces' }],
    ['code', { code: '-a' }],
    ['code', { code: null }],
    ['name', { name: '' }],
    ['priceMonthlyCents', { priceMonthlyCents: -1 }],
    ['priceMonthlyCents', { priceMonthlyCents: 49.5 }],
    ['priceYearlyCents', { priceYearlyCents: 2 ** 31 }],
    ['currency', { currency: 'usd' }],
    ['currency', { currency: 'XQQ' }],
    ['limits', { limits: null }],
    ['limits', { limits: 5 }],
    ['limits', { limits: [] }],
    ['limits.doctors', { limits: { patients: null, users: null, storageBytes: null } }],
    ['limits.users', { limits: { doctors: 1, patients: 1, users: -1, storageBytes: 1 } }],
    ['limits.rooms', { limits: { doctors: 1, patients: 1, users: 1, storageBytes: 1, rooms: 1 } }],
    ['isPublic', { isPublic: 'yes' }],
    ['sortOrder', { sortOrder: undefined }],
    ['retiredAt', { retiredAt: '2026-01-01T00:00:00Z' }],
  ])('are refused with a wrong %s: %j', async (field, wrong) => {
    const answer = await root.post<Problem>('/api/admin/plans', newPlan(wrong));
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.map((error) => error.field)).toEqual([field]);
  });

  it('are changed in the fields that are given, one limit alone too', async () => {
    const changed = await root.patch(path(), { priceMonthlyCents: 5900, limits: { doctors: 3, users: null } });
    expect(changed.status).toBe(200);
    expect(changed.body).toEqual({
      ...plan,
      priceMonthlyCents: 5900,
      limits: { doctors: 3, patients: 2000, users: null, storageBytes: 5 * FULL_GIB },
      retiredAt: null,
      companies: 0,
    });
    expect((await root.patch(path(), {})).body).toEqual(changed.body);
  });

  it('limit the companies that have them anew at once', async () => {
    await root.patch(path(), { limits: { doctors: 1 } });
    const { api } = await registerCompany(running.api, { planCode: code });
    const add = async (): Promise<number> =>
      (await api.post('/api/doctors', { firstName: 'Grace', lastName: 'Hart', specialty: 'Cardiology' })).status;
    expect([await add(), await add()]).toEqual([201, 403]);
    await root.patch(path(), { limits: { doctors: 2 } });
    expect([await add(), await add()]).toEqual([201, 403]);
    await root.patch(path(), { limits: { doctors: null } });
    expect(await add()).toBe(201);
    await root.patch(path(), { limits: { doctors: 0 } });
    expect(await add()).toBe(403);
    expect((await api.get('/api/doctors')).body).toMatchObject({ total: 3 });
  });

  it('keep their code', async () => {
    const answer = await root.patch<Problem>(path(), { code: 'another' });
    expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([400, 'code']);
  });

  it('leave the offer when they are not public, or retired, and come back', async () => {
    await root.patch(path(), { isPublic: false });
    expect(await offered()).not.toContain(code);
    await root.patch(path(), { isPublic: true });
    expect(await offered()).toContain(code);
    const retired = await root.post<ManagedPlan>(`${path()}/retire`);
    expect([retired.status, retired.body.retiredAt]).toEqual([200, expect.stringMatching(/^20\d\d-.*Z$/)]);
    expect((await root.post(`${path()}/retire`)).body).toEqual(retired.body);
    expect(await offered()).not.toContain(code);
    const signUp = await running.api.post<Problem>('/api/auth/register', newRegistration({ planCode: code }));
    expect([signUp.status, signUp.body.errors?.[0]?.field]).toEqual([400, 'planCode']);
    expect((await root.post(`${path()}/restore`)).body).toMatchObject({ retiredAt: null });
    expect(await offered()).toContain(code);
  });

  it('that a company has are retired, not deleted, and the company keeps its plan', async () => {
    const { api } = await registerCompany(running.api, { planCode: code });
    expect((await root.delete(path())).body).toMatchObject({ status: 409, code: 'conflict' });
    expect((await root.post(`${path()}/retire`)).status).toBe(200);
    expect((await root.delete(path())).status).toBe(409);
    expect((await api.get('/api/auth/me')).body).toMatchObject({ subscription: { plan: { code } } });
  });

  it('may be deleted while somebody signs up for them: nothing of the sign-up is left', async () => {
    const restore = deletedWhenFound();
    const registration = newRegistration({ planCode: code });
    const answer = await running.api.post<Problem>('/api/auth/register', registration);
    restore();
    expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([400, 'planCode']);
    const again = await running.api.post('/api/auth/register', { ...registration, planCode: 'basic' });
    expect(again.status).toBe(201);
  });

  it('may be deleted while somebody changes to them: the subscription stays as it was', async () => {
    const { api } = await registerCompany(running.api, { planCode: 'basic' });
    const before = (await api.get('/api/subscription')).body;
    const restore = deletedWhenFound();
    const answer = await api.post<Problem>('/api/subscription/change-plan', {
      planCode: code,
      billingCycle: 'monthly',
    });
    restore();
    expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([400, 'planCode']);
    expect((await api.get('/api/subscription')).body).toEqual(before);
  });

  it('that nobody has are deleted', async () => {
    expect((await root.delete(path())).status).toBe(204);
    for (const answer of [
      await root.get(path()),
      await root.delete(path()),
      await root.patch(path(), { name: 'Gone' }),
      await root.post(`${path()}/retire`),
    ]) {
      expect(answer.body).toMatchObject({ status: 404, code: 'not-found' });
    }
  });

  it('are listed in pages, sorted and searched, retired ones too', async () => {
    await root.post(`${path()}/retire`);
    const all = await root.get<PlanPage>('/api/admin/plans?pageSize=100');
    expect(all.body.items.slice(0, 3).map((one) => one.code)).toEqual(['basic', 'professional', 'enterprise']);
    expect(all.body.items.find((one) => one.code === code)?.retiredAt).not.toBeNull();
    expect(all.body.items.find((one) => one.code === 'enterprise')?.limits).toEqual({
      doctors: null,
      patients: null,
      users: null,
      storageBytes: null,
    });
    const found = await root.get<PlanPage>('/api/admin/plans?q=profess&sort=-code');
    expect(found.body).toMatchObject({ total: 1, items: [{ code: 'professional' }] });
    expect((await root.get('/api/admin/plans?sort=limits')).status).toBe(400);
  });
});
