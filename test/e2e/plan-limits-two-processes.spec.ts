import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fillClinic } from '../../src/cli/demo/demo-clinic-work.js';
import { Doctor } from '../../src/doctors/index.js';
import { Tenancy, TenantUsage, TenantWrites } from '../../src/tenancy/index.js';
import { registerCompany } from '../support/api-client.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import { BuiltServer } from '../support/built-server.js';
import { addDoctor } from '../support/clinic.js';
import { atOnce, countDoctors, createDoctor, setLimits, setPlan, tally, untilDone } from '../support/plan-limits.js';
import { startApp, TEST_SECRET } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { SOMEBODY } from '../support/somebody.js';

const LIMIT = 10;

describe('plan limits with two processes on the same files', () => {
  let running: RunningApp;
  let other: BuiltServer;
  /** The same person, asking one process and the other. */
  let here: ApiClient;
  let there: ApiClient;
  let companyId: number;
  beforeEach(async () => {
    running = await startApp();
    other = await BuiltServer.start({ DATA_DIR: running.dataDir, JWT_SECRET: TEST_SECRET });
    await setLimits(running.app, 'basic', { limitDoctors: LIMIT });
    const { api, signedIn } = await registerCompany(running.api, { planCode: 'basic' });
    companyId = signedIn.company.id;
    here = api;
    there = other.api.as(signedIn.accessToken);
  });
  afterEach(async () => {
    await other.stop();
    await running.stop();
  });

  const alternately = (index: number): ApiClient => (index % 2 === 0 ? here : there);

  it('let in exactly ten of a hundred creates at once', async () => {
    const answers = await atOnce(100, (index) => createDoctor(alternately(index)));
    expect(tally(answers)).toEqual({ '201': LIMIT, '403 plan-limit-reached': 100 - LIMIT });
    expect(await countDoctors(here)).toBe(LIMIT);
  });

  it('hold every way in: creates, bulk inserts and the seed, all at once', async () => {
    const tenancy = running.app.get(Tenancy);
    const now = new Date();
    const row = { firstName: 'Grace', lastName: 'Bulk', specialty: 'Surgery', createdAt: now, updatedAt: now };
    const bulk = () =>
      tenancy.run({ companyId }, TenantWrites, (writes) =>
        writes.run(SOMEBODY, (transaction) => transaction.insert(Doctor, [{ ...row }, { ...row }, { ...row }])),
      );
    const refusals: string[] = [];
    const others = [...Array.from({ length: 20 }, bulk), fillClinic(tenancy, { companyId }, now)].map((work) =>
      Promise.resolve(work).catch((error: Error) => refusals.push(error.name)),
    );
    const answers = await atOnce(60, (index) => createDoctor(alternately(index)));
    await Promise.all(others);
    expect(await countDoctors(there)).toBe(LIMIT);
    expect([...new Set(refusals)]).toEqual(['PlanLimitReachedError']);
    expect(Object.keys(tally(answers)).every((kind) => ['201', '403 plan-limit-reached'].includes(kind))).toBe(true);
  });

  it('are never passed while doctors come and go', async () => {
    const ids: number[] = [];
    const answers: Answer[] = [];
    await atOnce(120, async (index) => {
      const id = index % 3 === 0 ? ids.pop() : undefined;
      const api = alternately(index);
      const answer = await (id === undefined ? createDoctor(api) : untilDone(() => api.delete(`/api/doctors/${id}`)));
      if (answer.status === 201) ids.push(answer.body.id as number);
      answers.push(answer);
      expect(await countDoctors(api)).toBeLessThanOrEqual(LIMIT);
    });
    const { '201': created = 0, '204': deleted = 0 } = tally(answers);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    expect(await countDoctors(here)).toBe(created - deleted);
  });

  it('follow a change of plan made by the other process, with the very next request', async () => {
    for (const [plan, status] of [
      ['enterprise', 201],
      ['basic', 403],
      ['enterprise', 201],
    ] as const) {
      if (plan === 'basic') await atOnce(LIMIT, () => addDoctor(there));
      await setPlan(running.app, companyId, plan);
      expect((await createDoctor(there)).status).toBe(status);
    }
  });

  describe('when a plan is changed to one that everything fits', () => {
    /** Nine doctors fit the smaller plan of ten. The other process adds two more at the worst moment. */
    const changeIfItFits = async (doctors: number, addMeanwhile: () => Promise<void>): Promise<void> => {
      await addMeanwhile();
      if (doctors <= LIMIT) await setPlan(running.app, companyId, 'basic');
    };
    beforeEach(async () => {
      await setPlan(running.app, companyId, 'enterprise');
      await atOnce(LIMIT - 1, () => addDoctor(there));
    });

    it('nobody slips in between the count and the change', async () => {
      let meanwhile: Promise<Answer[]> = Promise.resolve([]);
      let answered = 0;
      await running.app.get(TenantUsage).countsUnderLock(companyId, ({ doctors = 0 }) =>
        changeIfItFits(doctors, async () => {
          meanwhile = atOnce(2, () => createDoctor(there).finally(() => (answered += 1)));
          await sleep(200);
          expect(answered).toBe(0);
        }),
      );
      expect(tally(await meanwhile)).toEqual({ '201': 1, '403 plan-limit-reached': 1 });
      expect(await countDoctors(here)).toBe(LIMIT);
    });

    it('somebody would slip in if it were only counted', async () => {
      const { doctors = 0 } = await running.app.get(TenantUsage).counts(companyId);
      await changeIfItFits(doctors, async () => {
        await atOnce(2, () => createDoctor(there));
      });
      expect(await countDoctors(here)).toBeGreaterThan(LIMIT);
    });
  });
});
