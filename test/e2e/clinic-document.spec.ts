import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { addDoctor, addPatient } from '../support/clinic.js';
import { registeredRoutes } from '../support/routes.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';

interface Schema {
  $ref?: string;
  required?: string[];
  properties?: Record<string, Schema>;
  example?: unknown;
  enum?: string[];
  items?: Schema;
}
interface Operation {
  operationId: string;
  summary: string;
  description?: string;
  security: object[];
  parameters: { name: string; in: string; required: boolean }[];
  requestBody?: { content: { 'application/json': { schema: Schema } } };
  responses: Record<string, { headers?: object; content?: Record<string, { schema: Schema; examples?: object }> }>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const MODELS = ['doctors', 'patients', 'appointments'];

describe('the document of the clinic routes', () => {
  let running: RunningApp;
  let api: ApiClient;
  let document: Document;
  beforeAll(async () => {
    running = await startApp();
    api = (await registerCompany(running.api)).api;
    document = (await running.api.get<Document>('/openapi.json')).body;
  });
  afterAll(() => running.stop());

  const operation = (method: string, path: string): Operation => {
    const found = document.paths[path]?.[method];
    if (found === undefined) throw new Error(`${method} ${path} is not documented`);
    return found;
  };
  const schemaOf = ({ $ref }: Schema = {}): Schema => document.components.schemas[$ref?.split('/').at(-1) ?? ''] ?? {};
  const bodyOf = ({ requestBody }: Operation) => schemaOf(requestBody?.content['application/json'].schema);
  const answerOf = ({ responses }: Operation, status: number) =>
    responses[status]?.content?.['application/json']?.schema;
  const examples = ({ properties = {} }: Schema) =>
    Object.fromEntries(Object.entries(properties).map(([name, { example }]) => [name, example]));

  it('has every route that can be called, each with a name of its own, a summary and its way to sign in', () => {
    const routes = registeredRoutes(running.app).filter(({ path }) =>
      MODELS.some((model) => path.startsWith(`/api/${model}`)),
    );
    expect(routes).toHaveLength(MODELS.length * 5 + 2);
    const operations = routes.map(({ method, path }) => operation(method.toLowerCase(), path.replace(':id', '{id}')));
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const { summary, security, responses } of operations) {
      expect(summary).not.toBe('');
      expect(security).toContainEqual({ bearer: [] });
      expect(security).not.toContainEqual({});
      for (const status of ['400', '401', '403', '503']) {
        expect(Object.keys(responses[status]?.content ?? {})).toEqual(['application/problem+json']);
      }
    }
  });

  it('refers to nothing that is not there', () => {
    const text = JSON.stringify(document);
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      expect(Object.keys(document.components.schemas)).toContain(name);
    }
  });

  it.each(MODELS)('gives an example of %s that can be added, changed and is answered as described', async (model) => {
    await addDoctor(api);
    await addPatient(api);
    const create = operation('post', `/api/${model}`);
    const added = await api.post(`/api/${model}`, examples(bodyOf(create)));
    expect([added.status, added.body]).toEqual([201, expect.anything()]);
    const entry = schemaOf(answerOf(create, 201));
    expect(Object.keys(added.body).sort()).toEqual(Object.keys(entry.properties ?? {}).sort());
    expect(entry.required?.toSorted()).toEqual(Object.keys(added.body).sort());
    const update = operation('patch', `/api/${model}/{id}`);
    const changed = await api.patch(`/api/${model}/${String(added.body.id)}`, examples(bodyOf(update)));
    expect([changed.status, Object.keys(changed.body).sort()]).toEqual([200, Object.keys(added.body).sort()]);
  });

  it.each(MODELS)('says of %s which fields must be sent', async (model) => {
    const { required = [], properties = {} } = bodyOf(operation('post', `/api/${model}`));
    const answer = await api.post<{ errors: { field: string }[] }>(`/api/${model}`, {});
    expect(new Set(answer.body.errors.map(({ field }) => field))).toEqual(new Set(required));
    expect(Object.keys(properties).length).toBeGreaterThan(required.length);
    expect(bodyOf(operation('patch', `/api/${model}/{id}`)).required ?? []).toEqual([]);
  });

  it.each(MODELS)('tells the parameters of the list of %s, and the list takes each', async (model) => {
    const { parameters, description } = operation('get', `/api/${model}`);
    expect(parameters.every((parameter) => parameter.in === 'query' && !parameter.required)).toBe(true);
    expect(parameters.map(({ name }) => name).slice(0, 4)).toEqual(['page', 'pageSize', 'sort', 'q']);
    const sortable = /`sort`: ([^;]+);/.exec(description ?? '')?.[1];
    expect((await api.get(`/api/${model}?sort=${sortable?.replaceAll(' ', '')}`)).status).toBe(200);
  });

  it.each(MODELS)('tells of Idempotency-Key, Location and Storage-Warning when adding %s', (model) => {
    const { parameters, responses } = operation('post', `/api/${model}`);
    expect(parameters).toMatchObject([{ name: 'Idempotency-Key', in: 'header', required: false }]);
    expect(Object.keys(responses['201']?.headers ?? {})).toEqual(['Location', 'Storage-Warning']);
  });

  it('shows every code of a problem', () => {
    const { enum: codes = [] } = document.components.schemas.ProblemCode ?? {};
    const booked = operation('post', '/api/appointments').responses['409']?.content?.['application/problem+json'];
    for (const code of Object.keys(booked?.examples ?? {})) expect(codes).toContain(code);
    expect(Object.keys(booked?.examples ?? {})).toContain('appointment-conflict');
  });
});
