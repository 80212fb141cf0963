import type { Field } from '../field.js';
import { kindOf } from '../kinds.js';
import type { ModelPlan } from '../model-plan.js';
import { capitalized, withArticle } from '../words.js';
import { hasReferences } from './service-source.js';

/** `test/e2e/invoices.spec.ts`: what the routes of a model do, from outside. */
export function specSource(plan: ModelPlan): string {
  const { names } = plan;
  const references = plan.fields.filter(({ target }) => target !== undefined);
  return `import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
${references.length > 0 ? "import { addAnyRow } from '../support/any-row.js';" : ''}
import { registerCompany } from '../support/api-client.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';

const PATH = '/api/${names.many}';

describe('the ${names.manyWords} of a company', () => {
  let running: RunningApp;
  let clinic: ApiClient;
  ${references.length > 0 ? `let ids: { ${references.map(({ name }) => `${name}: number`).join('; ')} };` : ''}
  beforeAll(async () => {
    running = await startApp();
    ${setUp(references)}
  });
  afterAll(() => running.stop());

  let made = 0;
  /** ${capitalized(withArticle(names.oneWords))} that is like no other. */
  function input(changes: Record<string, unknown> = {}): Record<string, unknown> {
    made += 1;
    return { ${plan.fields.map((field) => `${field.name}: ${kindOf(field).sample(field)}`).join(', ')}, ...changes };
  }
  const add = (body = input()): Promise<Answer<{ id: number }>> => clinic.post<{ id: number }>(PATH, body);
  const at = (id: number): string => \`\${PATH}/\${id}\`;
  const fieldsOf = ({ body }: Answer<unknown>): string[] =>
    (body as { errors: { field: string }[] }).errors.map(({ field }) => field);

${cases(plan).join('\n')}
});
`;
}

function setUp(references: readonly Field[]): string {
  const rows = references.map(({ name, target }) => `${name}: await addAnyRow(running.app, companyId, '${target}')`);
  if (rows.length === 0) return 'clinic = (await registerCompany(running.api)).api;';
  return `const { api, signedIn } = await registerCompany(running.api);
    clinic = api;
    const companyId = signedIn.company.id;
    ids = { ${rows.join(', ')} };`;
}

function cases(plan: ModelPlan): string[] {
  return [
    written(plan),
    listed(plan),
    changed(plan),
    refused(plan),
    ...plan.fields.filter(({ isUnique }) => isUnique).map(unique),
    ...(hasReferences(plan) ? [referring(plan)] : []),
    owned(),
  ];
}

function written(plan: ModelPlan): string {
  const optional = plan.fields.filter(({ isOptional }) => isOptional).map(({ name }) => `${name}: null`);
  const empty = `
    const bare = input({ ${optional.join(', ')} });
    expect((await add(bare)).body).toMatchObject(bare);`;
  return `  it('are answered as they were added', async () => {
    const body = input();
    const added = await add(body);
    expect([added.status, added.body]).toEqual([201, expect.objectContaining(body)]);
    expect(added.headers.get('location')).toBe(at(added.body.id));
    expect((await clinic.get(at(added.body.id))).body).toEqual(added.body);${optional.length > 0 ? empty : ''}
  });
`;
}

function listed({ fields }: ModelPlan): string {
  const text = fields.find((field) => kindOf(field).isText && !field.isOptional);
  const search = `
    const words = encodeURIComponent(String(body.${text?.name}));
    expect((await list(\`q=\${words}&sort=-id\`)).items).toContainEqual(added.body);`;
  return `  it('are listed, newest first if asked so', async () => {
    const list = async (query: string) => (await clinic.get<{ items: unknown[] }>(\`\${PATH}?\${query}\`)).body;
    ${text ? 'const body = input();\n    const added = await add(body);' : 'const added = await add();'}
    expect((await list('sort=-id&pageSize=1')).items).toEqual([added.body]);${text ? search : ''}
  });
`;
}

function changed({ fields }: ModelPlan): string {
  const field = fields.find(({ isUnique, target }) => !isUnique && target === undefined) ?? fields[0]!;
  return `  it('change what is given, and keep the rest', async () => {
    const { body: before } = await add();
    const { ${field.name} } = input();
    const answer = await clinic.patch(at(before.id), { ${field.name} });
    expect([answer.status, answer.body]).toMatchObject([200, { ...before, ${field.name}, updatedAt: expect.anything() }]);
  });
`;
}

function refused({ fields }: ModelPlan): string {
  const needed = fields.filter(({ isOptional }) => !isOptional).map(({ name }) => `'${name}'`);
  return `  it('are refused without what they need, and with what nobody knows', async () => {
    const nothing = await add({});
    expect([nothing.status, fieldsOf(nothing).sort()]).toEqual([400, [${needed.sort().join(', ')}]]);
    expect(fieldsOf(await add(input({ nobodyKnows: 1 })))).toEqual(['nobodyKnows']);
  });
`;
}

function unique({ name }: Field): string {
  return `  it('share no ${name}', async () => {
    const body = input();
    await add(body);
    const again = await add(input({ ${name}: body.${name} }));
    expect([again.status, fieldsOf(again)]).toEqual([409, ['${name}']]);
  });
`;
}

function referring({ fields }: ModelPlan): string {
  const lost = fields.filter(({ target }) => target !== undefined).map(({ name }) => name);
  return `  it('refer to what there is', async () => {
    const answer = await add(input({ ${lost.map((name) => `${name}: 999_999`).join(', ')} }));
    expect([answer.status, fieldsOf(answer).sort()]).toEqual([400, [${lost
      .sort()
      .map((name) => `'${name}'`)
      .join(', ')}]]);
  });
`;
}

function owned(): string {
  return `  it('are no other company’s business, and can be deleted', async () => {
    const { id } = (await add()).body;
    const { api: other } = await registerCompany(running.api);
    for (const answer of [await other.get(at(id)), await other.patch(at(id), {}), await other.delete(at(id))])
      expect(answer.status).toBe(404);
    expect((await other.get(PATH)).body).toMatchObject({ items: [], total: 0 });
    expect((await clinic.delete(at(id))).status).toBe(204);
    expect((await clinic.get(at(id))).status).toBe(404);
  });
`;
}
