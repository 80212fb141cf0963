/** @engine both: what must hold on either engine. */
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Request } from 'express';
import { DataSource, getMetadataArgsStorage } from 'typeorm';
import type { IdempotentRequest } from '../../src/common/index.js';
import { KnownDevices } from '../../src/master/auth/throttle/known-devices.js';
import { IdempotentAnswers } from '../../src/master/idempotent-answers.js';
import { Challenges } from '../../src/master/second-factor/challenges.js';
import { ApiClient, registerCompany } from '../support/api-client.js';
import type { Answer, SignedIn } from '../support/api-client.js';
import { addAnyRow } from '../support/any-row.js';
import { addAppointment, addDoctor, addPatient } from '../support/clinic.js';
import { forgedTokens, misusedTokens } from '../support/forged-tokens.js';
import { walk } from '../support/random-walk.js';
import type { Walker, WalkReport } from '../support/random-walk.js';
import { registeredRoutes } from '../support/routes.js';
import { startApp, TEST_SECRET } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { RequestAccess, TenantWrites } from '../../src/tenancy/index.js';
import type { TenantModel } from '../../src/tenancy/index.js';
import { TenantPool } from '../../src/tenancy/tenant-pool.js';
import { TENANT_MODELS } from '../../src/tenant-models.js';
import { ROUTE_CASES } from './route-cases.js';
import { directly, TEST_ENGINE } from '../support/test-engine.js';

const CANARY = 'CANARY-OF-CITY-HOSPITAL';
const ROWS = 4;
/** `npm run soak:isolation` sends ten thousand. */
const WALK_REQUESTS = Number(process.env.WALK_REQUESTS ?? (TEST_ENGINE === 'sqlite' ? 500 : 200));
const WALK_SEED = Number(process.env.WALK_SEED ?? Date.now() % 2 ** 31);
/** What companies have besides their database. */
const IN_MASTER = ['/api/company', '/api/users', '/api/invitations', '/api/subscription', '/api/support-access/rule'];
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

/** By one instance: what another one overtakes is run again, and leaves a number out. */
async function filledClinics({ app, api }: RunningApp): Promise<[Clinic, Clinic]> {
  const first = new ApiClient(await app.getUrl());
  const city = await registerCompany(first, { companyName: 'City Hospital' });
  const county = await registerCompany(first, { companyName: 'County Clinic' });
  await fill(city, ROWS, CANARY);
  await fill(county, 2, 'COUNTY');
  const ofAll = ({ signedIn }: Clinic): Clinic => ({ signedIn, api: api.as(signedIn.accessToken) });
  return [ofAll(city), ofAll(county)];
}

function filledIn(path: string, id: number): string {
  return path.replace(':id', String(id)).replace(':kind', 'patients');
}

const dump = (dataDir: string, { signedIn }: Clinic): Promise<string> => rowsUnder(dataDir, signedIn.company.slug);

async function rowsUnder(dataDir: string, slug: string): Promise<string> {
  const name = `tenant_${slug.replaceAll('-', '_')}`;
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
    [city, county] = await filledClinics(running);
    // Number 1 is County Clinic's, number 2 City Hospital's.
    for (const { api } of [county, city]) expect((await api.post('/api/backups')).status).toBe(201);
    for (const table of tablesOf(TENANT_MODELS).filter((name) => !FILLED.includes(name))) {
      for (let row = 1; row <= ROWS; row += 1) await addAnyRow(running.app, city.signedIn.company.id, table, CANARY);
      for (let row = 1; row <= 2; row += 1) await addAnyRow(running.app, county.signedIn.company.id, table, 'COUNTY');
    }
    routes = registeredRoutes(running.app).map(({ method, path }) => `${method} ${path}`);
  });
  afterAll(() => running.stop());
  afterEach(() => {
    jest.restoreAllMocks();
  });

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

  /** What a company is answered to all that it can read and that stays the same. */
  const steadyAnswers = async ({ api }: Clinic, ask = call): Promise<unknown[]> => {
    const reads = protectedRoutes().filter((name) => ROUTE_CASES[name]?.kind === 'tenant' && name.startsWith('GET'));
    const all: unknown[] = [];
    for (const route of reads.filter((name) => !GROWING.some((part) => name.includes(part))))
      for (let id = 1; id <= (route.includes(':id') ? ROWS : 1); id += 1) {
        const { status, body } = await ask(api, route, id);
        all.push([route, id, status, JSON.stringify({ ...body, requestId: undefined })]);
      }
    return all;
  };

  it('answers the same cold, with all companies closed, as warm, after another company has asked the same', async () => {
    for (const app of running.apps) await app.get(TenantPool).onApplicationShutdown();
    const cold = await steadyAnswers(county);
    const others = await steadyAnswers(city);
    expect(await steadyAnswers(county)).toEqual(cold);
    expect([JSON.stringify(others), JSON.stringify(cold)].map((text) => text.includes(CANARY))).toEqual([true, false]);
  });

  it('would answer otherwise warm if answers were kept by their address alone (control)', async () => {
    const kept = new Map<string, Answer>();
    const askKept = async (api: ApiClient, route: string, id?: number): Promise<Answer> => {
      const address = `${route} ${id}`;
      const answer = kept.get(address) ?? (await call(api, route, id));
      kept.set(address, answer);
      return answer;
    };
    const cold = await steadyAnswers(county);
    await steadyAnswers(city, askKept);
    const warm = await steadyAnswers(county, askKept);
    expect(warm).not.toEqual(cold);
    expect(JSON.stringify(warm)).toContain(CANARY);
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
        const query = `?companyId=${city.signedIn.company.id}&tenant=${slug}`;
        const inQuery = await county.api.send(method, target + query, undefined, hints);
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

  /** How many entries each company has more after both have sent the same twice, with the same Idempotency-Key. */
  const addedByRepetition = async (key: string): Promise<number[]> => {
    const added: number[] = [];
    for (const route of ['POST /api/invitations', 'POST /api/patients']) {
      const [, path = ''] = route.split(' ');
      const totals = (): Promise<number[]> =>
        Promise.all([city, county].map(async ({ api }) => (await api.get<{ total: number }>(path)).body.total));
      const before = await totals();
      for (const { api } of [city, county, city, county])
        await api.post(path, { ...ROUTE_CASES[route]?.body, email: `${key}@example.com` }, { 'Idempotency-Key': key });
      added.push(...(await totals()).map((total, index) => total - (before[index] ?? 0)));
    }
    return added;
  };

  it('has a repeated request take effect once in each company, though both send the same key', async () => {
    expect(await addedByRepetition('shared')).toEqual([1, 1, 1, 1]);
  });

  it('would have it take effect in one of them if answers were kept by the key alone (control)', async () => {
    const kept = new Map<string, unknown>();
    const once = async <T>(request: IdempotentRequest | undefined, work: () => Promise<T>): Promise<T> => {
      const key = request?.key ?? '';
      const answer = (kept.get(key) as T | undefined) ?? (await work());
      kept.set(key, answer);
      return answer;
    };
    jest.spyOn(IdempotentAnswers.prototype, 'once').mockImplementation(function (
      this: IdempotentAnswers,
      request,
      work,
    ) {
      return once(request, () => running.app.get(DataSource).transaction(work));
    });
    jest.spyOn(TenantWrites.prototype, 'once').mockImplementation(function (this: TenantWrites, by, request, work) {
      return once(request, () => this.run(by, work));
    });
    expect(await addedByRepetition('shared-by-all')).toEqual([1, 0, 0, 0]);
  });

  /** Numbers of companies by what is said of them in headers. */
  const companiesCalled = new Map<string, number>();

  /** Sends the people of three companies on a walk, each with the others' names on their lips. */
  const walkAbout = async (requests: number, seed: number): Promise<WalkReport> => {
    const walkers = await Promise.all(
      ['NORTH', 'SOUTH', 'WEST'].map(async (name) => {
        const canary = `CANARY-OF-${name}-${seed}`;
        const clinic = await registerCompany(running.api);
        await fill(clinic, ROWS, canary);
        const { id, slug } = clinic.signedIn.company;
        for (const called of [String(id), `${slug}.localhost`]) companiesCalled.set(called, id);
        return { clinic, canary };
      }),
    );
    const walkerOf = ({ clinic: { api, signedIn }, canary }: (typeof walkers)[number]): Walker => {
      const { id: companyId, slug } = signedIn.company;
      const others = walkers.map(({ clinic }) => clinic.signedIn.company.id).filter((id) => id !== companyId);
      const now = Math.floor(Date.now() / 1000);
      const badTokens = [
        ...others.flatMap((id) => Object.values(forgedTokens(signedIn.accessToken, id))),
        ...Object.values(misusedTokens(signedIn.accessToken, TEST_SECRET, now)),
        signedIn.refreshToken,
      ];
      return { api, companyId, slug, canary, badTokens };
    };
    const stateOf = async ({ api, slug }: Walker): Promise<string> => {
      const answers: string[] = [];
      for (const path of IN_MASTER) answers.push((await api.get(path)).text);
      return `${await rowsUnder(running.dataDir, slug)}\n${answers.join('\n')}`;
    };
    return walk({ walkers: walkers.map(walkerOf), cases: ROUTE_CASES, requests, seed, stateOf });
  };

  it(`shows and changes nothing of another company in ${WALK_REQUESTS} random requests`, async () => {
    const { shown, changed, own, writes, statuses } = await walkAbout(WALK_REQUESTS, WALK_SEED);
    if (process.env.WALK_REQUESTS) process.stderr.write(`${JSON.stringify({ WALK_SEED, own, writes, statuses })}\n`);
    expect({ shown, changed }).toEqual({ shown: [], changed: [] });
    // They did see and change what is theirs.
    expect([own > WALK_REQUESTS / 50, writes > 0]).toEqual([true, true]);
  }, 900_000);

  it.each(['x-tenant-id', 'host'])(
    'would show and change it if the company were read from %s (control)',
    async (header) => {
      for (const { access, pool } of running.apps.map((app) => ({
        access: app.get(RequestAccess),
        pool: app.get(TenantPool),
      }))) {
        const named = (request: Request): number =>
          companiesCalled.get(String(request.headers[header])) ?? Number(access.claims(request).companyId);
        jest.spyOn(access, 'holdTenant').mockImplementation((request) => pool.hold(named(request)));
        jest.spyOn(access, 'knownTenant').mockImplementation(() => undefined);
      }
      const { shown, changed } = await walkAbout(250, 1);
      expect([shown.length > 0, changed.length > 0]).toEqual([true, true]);
    },
  );
});
