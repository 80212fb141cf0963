/** @engine both: what must hold on either engine. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fillClinic } from '../../src/cli/demo/demo-clinic-work.js';
import { PlanLimitReachedError, Tenancy } from '../../src/tenancy/index.js';
import { CompanyQuota } from '../../src/tenancy/quota/company-quota.js';
import { registerCompany } from '../support/api-client.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import { addDoctor, addPatient } from '../support/clinic.js';
import { atOnce, countDoctors, createDoctor, setLimits, setPlan, tally, untilDone } from '../support/plan-limits.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { TEST_ENGINE } from '../support/test-engine.js';

const LIMIT = 10;

describe('a plan that allows ten doctors', () => {
  let running: RunningApp;
  let clinic: ApiClient;
  let companyId: number;
  beforeAll(async () => {
    // Limits are of all instances together.
    running = await startApp({}, TEST_ENGINE === 'postgres' ? { instances: 2 } : {});
  });
  afterAll(() => running.stop());
  beforeEach(async () => {
    await setLimits(running.app, 'basic', { limitDoctors: LIMIT });
    const { api, signedIn } = await registerCompany(running.api, { planCode: 'basic' });
    clinic = api;
    companyId = signedIn.company.id;
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('lets in exactly ten of a hundred at once', async () => {
    const answers = await atOnce(100, () => createDoctor(clinic));
    expect(tally(answers)).toEqual({ '201': LIMIT, '403 plan-limit-reached': 100 - LIMIT });
    expect(await countDoctors(clinic)).toBe(LIMIT);
    const refused = answers.find(({ status }) => status === 403);
    expect(refused?.body).toMatchObject({ resource: 'doctors', limit: LIMIT, used: LIMIT });
  });

  it('would let in more if only the guard counted, before the insert', async () => {
    jest.spyOn(CompanyQuota.prototype, 'assertWithin').mockResolvedValue(undefined);
    const { assertRoom } = CompanyQuota.prototype;
    // Between a look and a leap come others: one too many looks before the first one leaps.
    let looked = 0;
    let leap = (): void => undefined;
    const allLooked = new Promise<void>((resolve) => (leap = resolve));
    jest.spyOn(CompanyQuota.prototype, 'assertRoom').mockImplementation(async function (this: CompanyQuota, ...asked) {
      await assertRoom.apply(this, asked);
      looked += 1;
      if (looked > LIMIT) leap();
      await allLooked;
    });
    await atOnce(100, () => createDoctor(clinic));
    expect(await countDoctors(clinic)).toBeGreaterThan(LIMIT);
  });

  it('has a place again as soon as one goes', async () => {
    const [id] = await atOnce(LIMIT, () => addDoctor(clinic));
    expect((await createDoctor(clinic)).status).toBe(403);
    expect((await clinic.delete(`/api/doctors/${id}`)).status).toBe(204);
    expect((await createDoctor(clinic)).status).toBe(201);
    expect((await createDoctor(clinic)).status).toBe(403);
  });

  it('is never passed while doctors come and go', async () => {
    const ids: number[] = [];
    const counts: number[] = [];
    const answers: Answer[] = [];
    await atOnce(150, async (index) => {
      const id = index % 3 === 0 ? ids.pop() : undefined;
      const answer = await (id === undefined
        ? createDoctor(clinic)
        : untilDone(() => clinic.delete(`/api/doctors/${id}`)));
      if (answer.status === 201) ids.push(answer.body.id as number);
      answers.push(answer);
      counts.push(await countDoctors(clinic));
    });
    const { '201': created = 0, '204': deleted = 0, ...others } = tally(answers);
    expect(Object.keys(others)).toEqual(['403 plan-limit-reached']);
    expect(Math.max(...counts)).toBeLessThanOrEqual(LIMIT);
    expect(await countDoctors(clinic)).toBe(created - deleted);
  });

  it('is held by the seed too', async () => {
    await setLimits(running.app, 'basic', { limitDoctors: 2 });
    const seeding = fillClinic(running.app.get(Tenancy), { companyId }, new Date());
    await expect(seeding).rejects.toThrow(PlanLimitReachedError);
    expect(await countDoctors(clinic)).toBe(2);
  });

  it('limits each resource by itself, and each company by itself', async () => {
    await atOnce(LIMIT, () => addDoctor(clinic));
    await addPatient(clinic);
    const { api: neighbour } = await registerCompany(running.api, { planCode: 'basic' });
    expect((await createDoctor(neighbour)).status).toBe(201);
    await setLimits(running.app, 'basic', { limitPatients: 1 });
    const patient = { firstName: 'Rosa', lastName: 'Álvarez' };
    expect((await clinic.post('/api/patients', patient)).body).toMatchObject({ resource: 'patients', used: 1 });
    await setLimits(running.app, 'basic', { limitPatients: 500 });
  });

  it('is answered before the input is looked at', async () => {
    await atOnce(LIMIT, () => addDoctor(clinic));
    expect((await clinic.post('/api/doctors', { nonsense: true })).body).toMatchObject({ code: 'plan-limit-reached' });
    await clinic.delete('/api/doctors/1');
    expect((await clinic.post('/api/doctors', { nonsense: true })).body).toMatchObject({ code: 'validation-failed' });
  });

  it('answers a repeated request like the first, although there is no place left', async () => {
    const body = { firstName: 'Grace', lastName: 'Hopper', specialty: 'Cardiology' };
    const post = () => clinic.post('/api/doctors', body, { 'Idempotency-Key': 'the-first' });
    const first = await post();
    await atOnce(LIMIT - 1, () => addDoctor(clinic));
    expect((await createDoctor(clinic)).status).toBe(403);
    expect(await post()).toMatchObject({ status: 201, body: first.body });
  });

  it('gives way to another plan at once, up and down', async () => {
    await atOnce(LIMIT, () => addDoctor(clinic));
    await setPlan(running.app, companyId, 'enterprise');
    expect(tally(await atOnce(5, () => createDoctor(clinic)))).toEqual({ '201': 5 });
    await setPlan(running.app, companyId, 'basic');
    expect((await createDoctor(clinic)).body).toMatchObject({ limit: LIMIT, used: LIMIT + 5 });
    expect((await clinic.patch('/api/doctors/1', { lastName: 'Stays' })).status).toBe(200);
  });

  it('is told with what is used and what remains', async () => {
    await atOnce(3, () => addDoctor(clinic));
    await addPatient(clinic);
    const { status, body } = await clinic.get('/api/subscription/usage');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      doctors: { used: 3, limit: LIMIT, remaining: LIMIT - 3 },
      patients: { used: 1, limit: 500, remaining: 499 },
      users: { used: 1, limit: 5, remaining: 4 },
      storageBytes: { limit: 1024 ** 3, warning: false },
    });
    const { used, limit, remaining, percent } = body.storageBytes as Record<string, number>;
    expect(used).toBeGreaterThan(10_000);
    expect(remaining).toBe(limit! - used!);
    expect(percent).toBe(0);
  });
});
