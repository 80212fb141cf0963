/** @engine both: what must hold on either engine. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { getMetadataArgsStorage } from 'typeorm';
import { KnownDevices } from '../../src/master/auth/throttle/known-devices.js';
import { Challenges } from '../../src/master/second-factor/challenges.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient, Answer, SignedIn } from '../support/api-client.js';
import { addAnyRow } from '../support/any-row.js';
import { addAppointment, addDoctor, addPatient } from '../support/clinic.js';
import { forgedTokens, misusedTokens } from '../support/forged-tokens.js';
import { registeredRoutes } from '../support/routes.js';
import { startApp, TEST_SECRET } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import type { TenantModel } from '../../src/tenancy/index.js';
import { TenantPool } from '../../src/tenancy/tenant-pool.js';
import { TENANT_MODELS } from '../../src/tenant-models.js';
import { ROUTE_CASES } from './route-cases.js';
import { directly } from '../support/test-engine.js';

const CANARY = 'CANARY-OF-CITY-HOSPITAL';
const ROWS = 4;
/** Reading makes the log longer, and a look at a backup is made when somebody asks. */
const GROWING = ['/api/audit', '/api/subscription/usage', '/records/'];
/** Tables that the routes themselves fill; those of further models get rows as they are. */
const FILLED = ['doctors_doctor', 'patients_patient', 'appointments_appointment'];
const tablesOf = (models: readonly TenantModel[]): string[] =>
  getMetadataArgsStorage()
    .tables.filter(({ target }) => models.some(({ entities }) => entities.includes(target as never)))
    .map(({ name = '' }) => name);

interface Clinic {
  readonly api: ApiClient;
  readonly signedIn: SignedIn;
}

/** City Hospital has rows 1 to 4 full of canaries; County Clinic has rows 1 and 2: some numbers are shared, some not. */
async function fill(clinic: Clinic, rows: number, mark: string): Promise<void> {
  for (let row = 1; row <= rows; row += 1) {
    const doctorId = await addDoctor(clinic.api, { lastName: `${mark}-D${row}`, specialty: mark });
    const patientId = await addPatient(clinic.api, { lastName: `${mark}-P${row}`, notes: mark, address: mark });
    await addAppointment(clinic.api, { doctorId, patientId, reason: `${mark}-A${row}` });
  }
}

function filledIn(path: string, id: number): string {
  return path.replace(':id', String(id)).replace(':kind', 'patients');
}

async function dump(dataDir: string, clinic: Clinic): Promise<string> {
  const name = `tenant_${clinic.signedIn.company.slug.replaceAll('-', '_')}`;
  const rows: unknown[] = [];
  for (const table of tablesOf(TENANT_MODELS))
    rows.push(await directly(dataDir, name, `SELECT * FROM ${table} ORDER BY id`));
  return JSON.stringify(rows);
}

/** Genuine tokens of somebody who is signed in, which are for something else. */
function tokensOfOtherKinds({ app }: RunningApp, { user, refreshToken }: SignedIn): Record<string, string> {
  const ofDevice = { setHeader: jest.fn() };
  app.get(KnownDevices).remember({ get: () => undefined, headers: {} } as never, ofDevice as never, user.id, false);
  return {
    'a refresh token': refreshToken,
    'the challenge of a second factor': app.get(Challenges).make(user.id, 'the hash of a password'),
    'the token of a known device': String(ofDevice.setHeader.mock.calls[0]?.[1]),
    'the token of a link to a new password': randomBytes(32).toString('base64url'),
  };
}

describe('every route', () => {
  let running: RunningApp;
  let city: Clinic;
  let county: Clinic;
  let routes: string[];

  beforeAll(async () => {
    running = await startApp();
    city = await registerCompany(running.api, { companyName: 'City Hospital' });
    county = await registerCompany(running.api, { companyName: 'County Clinic' });
    await fill(city, ROWS, CANARY);
    await fill(county, 2, 'COUNTY');
    // Number 1 is County Clinic's, number 2 City Hospital's.
    for (const { api } of [county, city]) expect((await api.post('/api/backups')).status).toBe(201);
    for (const table of tablesOf(TENANT_MODELS).filter((name) => !FILLED.includes(name))) {
      for (let row = 1; row <= ROWS; row += 1) await addAnyRow(running.app, city.signedIn.company.id, table, CANARY);
      for (let row = 1; row <= 2; row += 1) await addAnyRow(running.app, county.signedIn.company.id, table, 'COUNTY');
    }
    routes = registeredRoutes(running.app).map(({ method, path }) => `${method} ${path}`);
  });
  afterAll(() => running.stop());

  const protectedRoutes = (): string[] => routes.filter((route) => ROUTE_CASES[route]?.kind !== 'public');
  const call = (api: ApiClient, route: string, id = ROUTE_CASES[route]?.id ?? 1): Promise<Answer> => {
    const [method = '', path = ''] = route.split(' ');
    return api.send(method, filledIn(path, id), ROUTE_CASES[route]?.body);
  };

  it('has a case here, and no case has lost its route', () => {
    expect([...routes].sort()).toEqual(Object.keys(ROUTE_CASES).sort());
  });

  it('refuses who has no token, on every protected route', async () => {
    for (const route of protectedRoutes()) {
      const answer = await call(running.api, route);
      expect([route, answer.status]).toEqual([route, 401]);
      expect(answer.text).not.toContain(CANARY);
    }
  });

  it('refuses every forged and every misused token, on every protected route', async () => {
    const genuine = county.signedIn.accessToken;
    const tokens = {
      ...tokensOfOtherKinds(running, county.signedIn),
      ...forgedTokens(genuine, city.signedIn.company.id),
      ...misusedTokens(genuine, TEST_SECRET, Math.floor(Date.now() / 1000)),
    };
    expect(Object.keys(tokens).length).toBeGreaterThanOrEqual(50);
    const before = await dump(running.dataDir, city);
    for (const route of protectedRoutes()) {
      for (const [name, token] of Object.entries(tokens)) {
        const answer = await call(running.api.as(token), route);
        expect([route, name, answer.status]).toEqual([route, name, 401]);
        expect(answer.text).not.toContain(CANARY);
      }
    }
    expect(await dump(running.dataDir, city)).toBe(before);
  });

  it('accepts the genuine token, so that the refusals above mean something', async () => {
    const ofCompanies = protectedRoutes().filter((name) => ROUTE_CASES[name]?.kind !== 'superuser');
    for (const route of ofCompanies.filter((name) => name.startsWith('GET'))) {
      expect([route, (await call(county.api, route)).status]).toEqual([route, 200]);
    }
  });

  it('answers the same cold, with all companies closed, as warm, after another company has asked the same', async () => {
    const reads = protectedRoutes().filter((name) => ROUTE_CASES[name]?.kind === 'tenant' && name.startsWith('GET'));
    const steady = reads.filter((name) => !GROWING.some((part) => name.includes(part)));
    const answers = async ({ api }: Clinic): Promise<unknown[]> => {
      const all: unknown[] = [];
      for (const route of steady)
        for (let id = 1; id <= (route.includes(':id') ? ROWS : 1); id += 1) {
          const { status, body } = await call(api, route, id);
          all.push([route, id, status, JSON.stringify({ ...body, requestId: undefined })]);
        }
      return all;
    };
    for (const app of running.apps) await app.get(TenantPool).onApplicationShutdown();
    const cold = await answers(county);
    const others = await answers(city);
    expect(await answers(county)).toEqual(cold);
    // Control: the other company's answers to the same are others.
    expect(others).toHaveLength(cold.length);
    expect(others).not.toEqual(cold);
    expect([JSON.stringify(others), JSON.stringify(cold)].map((text) => text.includes(CANARY))).toEqual([true, false]);
  });

  it('gives another company nothing: not by number, header, query, host or body, and changes nothing', async () => {
    const before = await dump(running.dataDir, city);
    const slug = city.signedIn.company.slug;
    const hints = {
      'X-Tenant-Id': String(city.signedIn.company.id),
      'X-Tenant': slug,
      'X-Company': slug,
      Host: `${slug}.localhost`,
    };
    const tenantRoutes = protectedRoutes().filter((name) => ROUTE_CASES[name]?.kind === 'tenant');
    // Creating goes last: it would give County Clinic rows with the numbers that only City Hospital has.
    const ordered = tenantRoutes.sort((a, b) => Number(a.startsWith('POST')) - Number(b.startsWith('POST')));
    for (const route of ordered) {
      const [method = '', path = ''] = route.split(' ');
      for (let id = 1; id <= ROWS; id += 1) {
        const target = filledIn(path, id);
        const answer = await county.api.send(method, target, ROUTE_CASES[route]?.body, hints);
        expect(answer.text).not.toContain(CANARY);
        if (path.endsWith(':id') && id > 2) expect([route, answer.status]).toEqual([route, 404]);
        const inQuery = await county.api.send(
          method,
          `${target}?companyId=${city.signedIn.company.id}&tenant=${slug}`,
          undefined,
          hints,
        );
        expect(inQuery.text).not.toContain(CANARY);
        if (method === 'GET') continue;
        const inBody = await county.api.send(method, target, { ...ROUTE_CASES[route]?.body, companyId: 1 }, hints);
        expect(inBody.text).not.toContain(CANARY);
      }
    }
    expect(await dump(running.dataDir, city)).toBe(before);
  });

  it('shows City Hospital its own, so that the canary can be found', async () => {
    for (const list of ['/api/doctors', '/api/patients', '/api/appointments']) {
      const answer = await city.api.get<{ total: number }>(list);
      expect(answer.body.total).toBe(ROWS);
      expect(answer.text).toContain(CANARY);
    }
  });
});
