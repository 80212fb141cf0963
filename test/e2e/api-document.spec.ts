import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PROBLEMS } from '../../src/common/index.js';
import type { ProblemCode } from '../../src/common/index.js';
import { ApiDocument } from '../support/api-document.js';
import type { OpenApi } from '../support/api-document.js';
import { newRegistration, registerCompany } from '../support/api-client.js';
import type { Answer, ApiClient, SignedIn } from '../support/api-client.js';
import { importCsv } from '../support/csv.js';
import { addColleague, addSuperuser } from '../support/colleagues.js';
import { invitationToken } from '../support/mailbox.js';
import { registeredRoutes } from '../support/routes.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';

const PROBLEM_JSON = 'application/problem+json';

/** What operations answer that give out files. */
const FILES: Readonly<Record<string, string>> = {
  'GET /api/admin/report/csv': 'text/csv',
  'POST /api/export': 'application/zip',
  'GET /api/audit/export': 'text/csv',
};

describe('the OpenAPI document', () => {
  let running: RunningApp;
  let api: ApiDocument;
  beforeAll(async () => {
    running = await startApp();
    api = new ApiDocument((await running.api.get<OpenApi>('/openapi.json')).body);
  });
  afterAll(() => running.stop());

  describe('is complete', () => {
    it('has every route that is served, and no other', () => {
      const served = registeredRoutes(running.app)
        .filter(({ path }) => /^\/(api|health)\//.test(path))
        .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
      expect(served.length).toBeGreaterThan(20);
      expect([...api.operations.keys()].sort()).toEqual([...new Set(served)].sort());
    });

    it('names, sums up and groups every operation, and says whether one has to sign in', () => {
      const operations = [...api.operations.values()];
      const ids = operations.map(({ operationId }) => operationId);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { operationId, summary, tags, security } of operations) {
        expect(operationId).toMatch(/^[a-z][A-Za-z]+$/);
        expect(summary).toMatch(/^[A-Z].{3,}/);
        expect(tags).toHaveLength(1);
        expect(Array.isArray(security)).toBe(true);
      }
    });

    it('says what success looks like', () => {
      for (const [route, { responses }] of api.operations) {
        const successes = Object.entries(responses).filter(([status]) => status.startsWith('2'));
        expect([route, successes.length]).toEqual([route, 1]);
        const [[status, { content }] = ['', { content: undefined }]] = successes;
        const type = FILES[route] ?? 'application/json';
        expect([route, Object.keys(content ?? {})]).toEqual([route, status === '204' ? [] : [type]]);
      }
    });

    it('says what every failure looks like, with an example per code', () => {
      for (const [route, { responses }] of api.operations) {
        const failures = Object.entries(responses).filter(([status]) => Number(status) >= 400);
        expect(Object.keys(responses)).toContain('500');
        for (const [status, { content = {} }] of failures) {
          if (route === 'GET /health/ready' && status === '503') continue;
          expect([route, Object.keys(content)]).toEqual([route, [PROBLEM_JSON]]);
          const examples = Object.entries(content[PROBLEM_JSON]?.examples ?? {});
          expect(examples.length).toBeGreaterThan(0);
          for (const [code, { value }] of examples) {
            expect(value).toMatchObject({ code, status: Number(status), title: PROBLEMS[code as ProblemCode].title });
            expect(api.schemaObjections('Problem', { $ref: '#/components/schemas/Problem' }, value)).toEqual([]);
          }
        }
      }
    });

    it('gives every body a schema and every field of it an example', () => {
      const withBody = [...api.operations].filter(([, { requestBody }]) => requestBody !== undefined);
      expect(withBody.map(([route]) => route)).toEqual(
        expect.arrayContaining(['POST /api/auth/register', 'PATCH /api/patients/{id}']),
      );
      for (const [route, { requestBody, responses }] of withBody) {
        if (route.endsWith('/import')) continue;
        const schema = requestBody?.content['application/json']?.schema ?? {};
        expect(Object.keys(requestBody?.content ?? {})).toEqual(['application/json']);
        expect(Object.entries(api.exampleBody(route)).filter(([, example]) => example === undefined)).toEqual([]);
        expect(api.schemaObjections(`body of ${route}`, schema, api.exampleBody(route))).toEqual([]);
        expect(Object.keys(responses)).toEqual(expect.arrayContaining(['400', '413', '415']));
      }
    });

    it('gives every file that can be sent an example that is taken in', async () => {
      const routes = [...api.operations].filter(([route]) => route.endsWith('/import'));
      expect(routes.map(([route]) => route)).toContain('POST /api/patients/import');
      for (const [route, { requestBody }] of routes) {
        const { example } = (requestBody?.content['text/csv']?.schema ?? {}) as { example?: string };
        const answer = await importCsv(
          (await registerCompany(running.api)).api,
          `${route.split(' ')[1]}?dryRun=true`,
          example ?? '',
        );
        expect([route, answer.body]).toEqual([
          route,
          { dryRun: true, rows: 1, imported: 0, refusedRows: 0, refused: [] },
        ]);
        expect(api.objections(route, 200, 'application/json; charset=utf-8', answer.body)).toEqual([]);
      }
    });
  });

  describe('is true', () => {
    const expectAsDocumented = (route: string, answer: Answer<unknown>): void => {
      const type = answer.headers.get('content-type') ?? '';
      expect(api.objections(route, answer.status, type, answer.text === '' ? undefined : answer.body)).toEqual([]);
    };
    /** Calls a route, checks the answer against the document and gives it back. */
    async function call<T = Record<string, unknown>>(
      client: ApiClient,
      route: string,
      status: number,
      { id, body, query = '', as = route }: { id?: unknown; body?: unknown; query?: string; as?: string } = {},
    ): Promise<T> {
      const [method = '', template = ''] = route.split(' ');
      const answer = await client.send<T>(method, template.replace('{id}', String(id)) + query, body);
      expect([route, answer.status]).toEqual([route, status]);
      expectAsDocumented(as, answer);
      return answer.body;
    }

    it('of who has to sign in', async () => {
      for (const [route, { security }] of api.operations) {
        if (security.some((way) => Object.keys(way).length === 0)) continue;
        const [method = '', path = ''] = route.split(' ');
        const answer = await running.api.send<Record<string, unknown>>(
          method,
          path.replace('{id}', '1'),
          method === 'GET' ? undefined : {},
        );
        const isRefused = answer.body.code === 'unauthenticated';
        expect([route, isRefused]).toEqual([route, security.length > 0]);
        expectAsDocumented(route, answer);
      }
    });

    it('of signing up, in and out', async () => {
      const registration = newRegistration();
      const { username, password } = registration;
      const first = await call<SignedIn>(running.api, 'POST /api/auth/register', 201, { body: registration });
      await call(running.api, 'POST /api/auth/register', 409, { body: registration });
      await call(running.api, 'POST /api/auth/register', 400, { body: {} });
      await call(running.api, 'POST /api/auth/login', 200, { body: { username, password } });
      await call(running.api, 'POST /api/auth/login', 401, { body: { username, password: 'wrong' } });
      const second = await call<SignedIn>(running.api, 'POST /api/auth/refresh', 200, {
        body: { refreshToken: first.refreshToken },
      });
      const owner = running.api.as(second.accessToken);
      await call(owner, 'GET /api/auth/me', 200);
      const change = { currentPassword: password, newPassword: 'another good password' };
      await call(owner, 'POST /api/auth/change-password', 400, { body: { ...change, currentPassword: 'wrong' } });
      const third = await call<SignedIn>(owner, 'POST /api/auth/change-password', 200, { body: change });
      await call(running.api.as(third.accessToken), 'POST /api/auth/logout', 204, { body: {} });
      await call(running.api, 'POST /api/auth/logout', 401, { body: {} });
      await call(running.api, 'POST /api/auth/refresh', 401, { body: { refreshToken: first.refreshToken } });
    });

    it('and would be found wanting by an answer that says more (control)', async () => {
      const { api: owner } = await registerCompany(running.api);
      const me = await call(owner, 'GET /api/auth/me', 200);
      const leaking = { ...me, user: { ...(me.user as object), passwordHash: '$argon2id$' }, companyId: 1 };
      expect(api.objections('GET /api/auth/me', 200, 'application/json', leaking)).not.toEqual([]);
    });

    it('of plans and health', async () => {
      expect(await call<unknown[]>(running.api, 'GET /api/plans', 200)).toHaveLength(3);
      await call(running.api, 'GET /health/live', 200);
      await call(running.api, 'GET /health/ready', 200);
    });

    it('of plans as a superuser manages them', async () => {
      const root = await addSuperuser(running.app, running.api);
      const create = 'POST /api/admin/plans';
      const body = api.exampleBody(create);
      const { code } = await call(root, create, 201, { body });
      await call(root, create, 409, { body });
      await call(root, create, 400, { body: { ...body, limits: {} } });
      await call(root, 'GET /api/admin/plans', 200);
      const one = '/api/admin/plans/{code}';
      const onPlan = (route: string, status: number, input?: unknown, at = code): Promise<unknown> =>
        call(root, route.replace('{code}', String(at)), status, { body: input, as: route });
      await onPlan(`GET ${one}`, 200);
      await onPlan(`PATCH ${one}`, 200, api.exampleBody(`PATCH ${one}`));
      await onPlan(`POST ${one}/retire`, 200);
      await onPlan(`POST ${one}/restore`, 200);
      await onPlan(`DELETE ${one}`, 204);
      await onPlan(`GET ${one}`, 404);
      await registerCompany(running.api, { planCode: 'basic' });
      await onPlan(`DELETE ${one}`, 409, undefined, 'basic');
    });

    it('of doctors, patients and appointments, with the examples it gives', async () => {
      const { api: owner } = await registerCompany(running.api);
      for (const model of ['doctors', 'patients', 'appointments']) {
        const create = `POST /api/${model}`;
        const body = api.exampleBody(create);
        const { id } = await call(owner, create, 201, { body });
        await call(owner, create, 400, { body: { ...body, unknown: 1 } });
        await call(owner, `GET /api/${model}`, 200, { query: '?sort=-createdAt&pageSize=5' });
        await call(owner, `GET /api/${model}`, 400, { query: '?pageSize=0' });
        const one = `/api/${model}/{id}`;
        await call(owner, `GET ${one}`, 200, { id });
        await call(owner, `GET ${one}`, 404, { id: 999 });
        await call(owner, `GET ${one}`, 400, { id: 'x' });
        await call(owner, `PATCH ${one}`, 200, { id, body: {} });
        await call(owner, `PATCH ${one}`, 200, { id, body: api.exampleBody(`PATCH ${one}`) });
        await call(owner, `PATCH ${one}`, 404, { id: 999, body: {} });
      }
      await call(owner, 'POST /api/appointments', 409, { body: api.exampleBody('POST /api/appointments') });
      await call(owner, 'POST /api/doctors', 409, { body: api.exampleBody('POST /api/doctors') });
      await call(owner, 'DELETE /api/doctors/{id}', 409, { id: 1 });
      for (const model of ['appointments', 'patients', 'doctors']) {
        await call(owner, `DELETE /api/${model}/{id}`, 204, { id: 1 });
        await call(owner, `DELETE /api/${model}/{id}`, 404, { id: 1 });
      }
    });

    it('of the people of a company', async () => {
      const { api: owner, signedIn } = await registerCompany(running.api);
      const doctor = await addColleague(running.app, running.api, signedIn.company.id, 'doctor');
      const { items } = await call<{ items: { id: number }[] }>(owner, 'GET /api/users', 200, { query: '?sort=-id' });
      const [{ id } = { id: 0 }] = items;
      await call(owner, 'GET /api/users', 400, { query: '?isActive=1' });
      await call(doctor, 'GET /api/users', 403);
      await call(owner, 'GET /api/users/{id}', 200, { id });
      await call(owner, 'GET /api/users/{id}', 404, { id: 999_999 });
      await call(owner, 'PATCH /api/users/{id}', 200, { id, body: api.exampleBody('PATCH /api/users/{id}') });
      await call(owner, 'PATCH /api/users/{id}', 409, { id: signedIn.user.id, body: { role: 'admin' } });
      await call(owner, 'DELETE /api/users/{id}', 409, { id: signedIn.user.id });
      await call(owner, 'POST /api/users/leave', 409);
      await call(owner, 'DELETE /api/users/{id}', 204, { id });
    });

    it('of what a company has of all that its plan limits', async () => {
      const { api: owner } = await registerCompany(running.api);
      await call(owner, 'GET /api/subscription/usage', 200);
      const { api: unlimited } = await registerCompany(running.api, { planCode: 'enterprise' });
      await call(unlimited, 'GET /api/subscription/usage', 200);
    });

    it('of invitations', async () => {
      const { api: owner } = await registerCompany(running.api, { planCode: 'basic' });
      const body = { ...api.exampleBody('POST /api/invitations'), email: 'guest@example.com' };
      const { id } = await call(owner, 'POST /api/invitations', 201, { body });
      await call(owner, 'POST /api/invitations', 400, { body: { ...body, role: 'king' } });
      await call(owner, 'GET /api/invitations', 200, { query: '?sort=-status&status=open' });
      await call(owner, 'DELETE /api/invitations/{id}', 204, { id });
      await call(owner, 'DELETE /api/invitations/{id}', 404, { id });
      await call(owner, 'POST /api/invitations', 201, { body });
      const guest = { ...api.exampleBody('POST /api/invitations/accept'), username: newRegistration().username };
      await call(running.api, 'POST /api/invitations/accept', 404, { body: guest });
      const token = await invitationToken(running, body.email);
      await call(running.api, 'POST /api/invitations/accept', 201, { body: { ...guest, token } });
      await call(owner, 'POST /api/invitations', 409, { body });
    });

    it('of the company, to itself and to superusers', async () => {
      const { api: owner, signedIn } = await registerCompany(running.api);
      await call(owner, 'GET /api/company', 200);
      const changes = { ...api.exampleBody('PATCH /api/company'), name: newRegistration().companyName };
      await call(owner, 'PATCH /api/company', 200, { body: changes });
      await call(owner, 'PATCH /api/company', 400, { body: { slug: 'x' } });
      const superuser = await addSuperuser(running.app, running.api);
      const { id } = signedIn.company;
      await call(superuser, 'GET /api/admin/companies', 200, { query: '?sort=-databaseBytes' });
      await call(superuser, 'GET /api/admin/companies', 400, { query: '?sort=x' });
      await call(owner, 'GET /api/admin/companies', 403);
      await call(superuser, 'GET /api/admin/companies/{id}', 200, { id });
      await call(superuser, 'GET /api/admin/companies/{id}', 404, { id: 999_999 });
      await call(superuser, 'POST /api/admin/companies/{id}/suspend', 200, { id });
      await call(superuser, 'POST /api/admin/companies/{id}/activate', 200, { id });
    });

    it('of entries with nothing but what is needed', async () => {
      const { api: owner } = await registerCompany(running.api);
      const name = { firstName: 'Grace', lastName: 'Hopper' };
      const doctorId = (await call(owner, 'POST /api/doctors', 201, { body: { ...name, specialty: 'x' } })).id;
      const patientId = (await call(owner, 'POST /api/patients', 201, { body: name })).id;
      const span = { startsAt: '2026-11-24T09:00:00+01:00', endsAt: '2026-11-24T09:30:00+01:00' };
      const appointment = await call(owner, 'POST /api/appointments', 201, { body: { doctorId, patientId, ...span } });
      const entries = { doctors: doctorId, patients: patientId, appointments: appointment.id };
      for (const [model, id] of Object.entries(entries)) await call(owner, `GET /api/${model}/{id}`, 200, { id });
    });
  });
});

describe('the page of the document', () => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp();
  });
  afterAll(() => running.stop());

  it.each(['/docs', '/docs/'])('is served at %s and loads everything from here', async (path) => {
    const page = await running.api.get(path);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? '');
    expect(links.length).toBeGreaterThanOrEqual(3);
    for (const link of links) {
      expect(link).toMatch(/^\/docs\//);
      const file = await running.api.get(link);
      expect([link, file.status]).toEqual([link, 200]);
      expect(file.headers.get('content-type')).toMatch(/javascript|css|png/);
      expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    }
    expect(page.text).not.toMatch(/https?:\/\/|<script>|<style/);
  });

  it('lets the browser load nothing else', async () => {
    const policy = (await running.api.get('/docs')).headers.get('content-security-policy') ?? '';
    const directives = Object.fromEntries(policy.split(';').map((directive) => directive.split(/ (.*)/, 2)));
    expect(directives).toMatchObject({
      'default-src': "'self'",
      'script-src': "'self'",
      'object-src': "'none'",
      'base-uri': "'none'",
      'frame-ancestors': "'none'",
    });
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
  });

  it('shows the document of this server, and asks nobody else about it', async () => {
    const script = (await running.api.get('/docs/start.js')).text;
    expect(script).toContain("url: '/openapi.json'");
    expect(script).toContain('validatorUrl: null');
    expect(script).not.toMatch(/https?:/);
  });

  it('does not come with the pages of the library it is made with', async () => {
    for (const file of [
      'index.html',
      'swagger-initializer.js',
      'oauth2-redirect.html',
      'package.json',
      'swagger-ui.js.map',
      '..%2fpackage.json',
    ]) {
      expect((await running.api.get(`/docs/${file}`)).status).toBe(404);
    }
  });
});
