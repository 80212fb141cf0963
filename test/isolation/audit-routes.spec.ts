/** @instances one: has the journal of one process fail. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ModulesContainer } from '@nestjs/core';
import { AuditTrail } from '../../src/tenancy/index.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { auditLog } from '../support/audit-log.js';
import { addAppointment, addDoctor, addPatient } from '../support/clinic.js';
import { policiesOf } from '../support/route-policies.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { ROUTE_CASES } from './route-cases.js';

/** Routes that take files, which the case's body is not. */
const FILE = 'firstName,lastName,specialty\nGrace,Hart,Cardiology\n';
/** Handlers of other controllers that give out a company's data. */
const OTHERS = ['POST /api/export'];

/** Routes whose controllers live in a company's DI sub-tree, and so can reach its database. */
function tenantRoutes(running: RunningApp): string[] {
  const controllers = [...running.app.get(ModulesContainer).values()].flatMap(({ controllers: all }) => [
    ...all.values(),
  ]);
  const durable = controllers.filter((wrapper) => wrapper.isDependencyTreeDurable());
  return durable.flatMap(({ metatype }) => policiesOf(metatype as never).map(({ route }) => route));
}

/** In which the log takes what is shown and what happens. */
const WAYS = ['record', 'recordShown'] as const;

describe('Every route into a company’s database', () => {
  let running: RunningApp;
  let api: ApiClient;
  let routes: string[];
  beforeAll(async () => {
    running = await startApp();
    api = (await registerCompany(running.api)).api;
    routes = [...tenantRoutes(running), ...OTHERS].sort(lastDeleted);
    for (let row = 0; row < 3; row += 1) {
      await addPatient(api);
      await addDoctor(api);
    }
    await addAppointment(api, { doctorId: 2, patientId: 2 });
  });
  afterAll(() => running.stop());

  async function call(route: string, requestId: string): Promise<number> {
    const [method = '', path = ''] = route.split(' ');
    const target = path.replace(':id', idFor(route));
    if (path.endsWith('/import')) {
      const file = path.includes('patients') ? FILE.replace(',specialty', '').replace(',Cardiology', '') : FILE;
      const headers = { 'Content-Type': 'text/csv', Authorization: `Bearer ${api.token!}`, 'x-request-id': requestId };
      return (await fetch(running.url + target, { method, headers, body: file })).status;
    }
    return (await api.send(method, target, ROUTE_CASES[route]?.body, { 'x-request-id': requestId })).status;
  }

  it('is known here', () => {
    expect(routes).toEqual(expect.arrayContaining(['GET /api/patients', 'PATCH /api/patients/:id', 'GET /api/audit']));
    expect(routes.length).toBeGreaterThanOrEqual(18);
  });

  it('records whom it was answered, and about what', async () => {
    for (const [index, route] of routes.entries()) {
      const requestId = `audited-${index}`;
      const status = await call(route, requestId);
      expect([route, status >= 200 && status < 300]).toEqual([route, true]);
      const entries = (await auditLog(api)).filter((entry) => entry.requestId === requestId);
      expect([route, entries.length]).toEqual([route, 1]);
      const [entry] = entries;
      expect([route, entry?.userId !== null, entry?.role]).toEqual([route, true, 'owner']);
      if (route.endsWith(':id')) expect([route, entry?.recordIds]).toEqual([route, [idFor(route)]]);
      if (/^GET \/api\/\w+$/.test(route)) expect([route, entry?.recordIds.length]).not.toEqual([route, 0]);
    }
  });

  it('does not answer when it cannot be recorded', async () => {
    const trail = running.app.get(AuditTrail);
    const spies = WAYS.map((way) => jest.spyOn(trail, way).mockRejectedValue(new Error('the disk is full')));
    for (const route of routes.filter((each) => each.startsWith('GET'))) {
      const answer = await api.get(route.split(' ')[1]!.replace(':id', '2'));
      expect([route, answer.status >= 500]).toEqual([route, true]);
    }
    for (const spy of spies) spy.mockRestore();
  });

  it('is noticed when it records nothing (control)', async () => {
    const trail = running.app.get(AuditTrail);
    const spies = WAYS.map((way) => jest.spyOn(trail, way).mockResolvedValue(undefined));
    expect(await call('GET /api/patients', 'unrecorded')).toBe(200);
    for (const spy of spies) spy.mockRestore();
    expect((await auditLog(api)).some(({ requestId }) => requestId === 'unrecorded')).toBe(false);
  });
});

/** Number 1 meets and is read; number 3 may go. */
function idFor(route: string): string {
  return /^DELETE .*(doctors|patients)/.test(route) ? '3' : '1';
}

/** Reading and changing first, what is there to be read last; appointments before those who meet. */
function lastDeleted(a: string, b: string): number {
  const rank = (route: string): string =>
    `${route.startsWith('DELETE') ? 1 : 0} ${route.includes('appointments') ? 0 : 1} ${route}`;
  return rank(a) < rank(b) ? -1 : 1;
}
