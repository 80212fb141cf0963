import type { INestApplication } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Plan, PlanQuota, Subscription } from '../../src/subscription/index.js';
import type { Answer, ApiClient } from './api-client.js';

/** Changes what a plan allows, as a superuser would, for all companies that have it. */
export async function setLimits(
  app: INestApplication,
  code: string,
  limits: Partial<Pick<Plan, 'limitDoctors' | 'limitPatients' | 'limitStorageBytes'>>,
): Promise<void> {
  await app.get(DataSource).getRepository(Plan).update({ code }, limits);
  await app.get(PlanQuota).movedEverywhere();
}

/** Gives a company another plan at once. */
export async function setPlan(app: INestApplication, companyId: number, code: string): Promise<void> {
  const master = app.get(DataSource);
  const plan = await master.getRepository(Plan).findOneByOrFail({ code });
  await master.getRepository(Subscription).update({ companyId }, { plan: { id: plan.id } });
  await app.get(PlanQuota).movedEverywhere();
}

/** Asks again while the service says that it has too much to do, as clients are told to. */
export async function untilDone<Body>(ask: () => Promise<Answer<Body>>): Promise<Answer<Body>> {
  for (;;) {
    const answer = await ask();
    if (answer.status !== 503) return answer;
  }
}

export const createDoctor = (api: ApiClient): Promise<Answer> =>
  untilDone(() => api.post('/api/doctors', { firstName: 'Grace', lastName: 'Hopper', specialty: 'Cardiology' }));

/** Doctors of the company. */
export async function countDoctors(api: ApiClient): Promise<number> {
  return (await untilDone(() => api.get<{ total: number }>('/api/doctors?pageSize=1'))).body.total;
}

/** How often there was each answer: `201`, `403 plan-limit-reached`, … */
export function tally(answers: readonly Answer<unknown>[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const kind = [status, (body as { code?: string } | undefined)?.code].filter(Boolean).join(' ');
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** `count` calls at once. */
export const atOnce = <T>(count: number, call: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => call(index)));
