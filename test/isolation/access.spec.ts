import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RequestMethod } from '@nestjs/common';
import { ROLES } from '../../src/common/index.js';
import type { Role } from '../../src/common/index.js';
import { accessTable } from '../support/access-table.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { addColleague, addSuperuser } from '../support/colleagues.js';
import { policiesOf, routePolicies } from '../support/route-policies.js';
import type { RoutePolicy } from '../support/route-policies.js';
import { registeredRoutes } from '../support/routes.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { ROUTE_CASES } from './route-cases.js';

const TABLE = 'docs/access.md';
/** Served by Express itself, to anybody: no data is behind them. */
const DOCUMENTS = /^GET \/(docs|openapi\.json)/;

describe('who may call what', () => {
  let running: RunningApp;
  let policies: RoutePolicy[];
  const people = new Map<Role | 'superuser', ApiClient>();

  beforeAll(async () => {
    running = await startApp();
    policies = routePolicies(running.app);
    const { api, signedIn } = await registerCompany(running.api);
    people.set('owner', api);
    for (const role of ['admin', 'doctor', 'receptionist'] as const)
      people.set(role, await addColleague(running.app, running.api, signedIn.company.id, role));
    people.set('superuser', await addSuperuser(running.app, running.api));
  });
  afterAll(() => running.stop());

  it('is said by every route', () => {
    const registered = registeredRoutes(running.app).map(({ method, path }) => `${method} ${path}`);
    const known = new Set(policies.map(({ route }) => route));
    expect(registered.filter((route) => !known.has(route) && !DOCUMENTS.test(route))).toEqual([]);
    expect(policies.filter(({ policy }) => policy === undefined)).toEqual([]);
  });

  it('is missed where a route does not say it (control)', () => {
    class Silent {
      list(): readonly string[] {
        return [];
      }
    }
    const { value } = Object.getOwnPropertyDescriptor(Silent.prototype, 'list') as { value: object };
    Reflect.defineMetadata('path', 'silent', value);
    Reflect.defineMetadata('method', RequestMethod.GET, value);
    expect(policiesOf(Silent).map(({ policy }) => policy)).toEqual([undefined]);
  });

  it(`is written in ${TABLE}`, () => {
    const table = accessTable(policies);
    if (process.env.WRITE_DOCS === '1') writeFileSync(TABLE, table);
    expect(readFileSync(TABLE, 'utf8')).toBe(table);
  });

  it.each([...ROLES, 'superuser'] as const)('holds for %s, on every route', async (who) => {
    const api = people.get(who)!;
    const asked = policies.filter(({ policy }) => policy?.kind !== 'public');
    for (const { route, policy } of asked) {
      const [method = '', path = ''] = route.split(' ');
      // What is there to be changed is not touched: number 999999 is nobody's.
      const target = path.replace(/:\w+/g, '999999');
      const answer = await api.send(
        method,
        target,
        method === 'GET' ? undefined : (ROUTE_CASES[route]?.probe ?? { unknownField: 1 }),
      );
      const isRefused = answer.status === 403 && (answer.body as { code?: string }).code === 'forbidden';
      const may =
        policy?.kind === 'signed-in' ||
        (policy?.kind === 'superusers' && who === 'superuser') ||
        (policy?.kind === 'roles' && who !== 'superuser' && policy.roles.includes(who));
      expect([route, isRefused]).toEqual([route, !may]);
    }
  });
});
