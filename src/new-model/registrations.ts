import { byCode, Insertion } from './insertion.js';
import { kindOf } from './kinds.js';
import type { ModelPlan } from './model-plan.js';
import { keptColumns } from './sources/personal-source.js';
import { screaming } from './words.js';

/** How a file that knows all models comes to know another one. */
export type Registration = (text: string, plan: ModelPlan) => string;

const MODELS = 'src/tenant-models.ts';
const ROUTE_CASES = 'test/isolation/route-cases.ts';
const ACCESS = 'docs/access.md';
const PERSONAL = 'src/personal-data.spec.ts';

/** By the file, as a path from the root. */
export const REGISTRATIONS: Readonly<Record<string, Registration>> = {
  [MODELS]: (text, { names: { many, manyName } }) =>
    new Insertion(MODELS, text)
      .import(`import { ${manyName}Model } from './${many}/index.js';`)
      .after(/(TENANT_MODELS: readonly TenantModel\[\] = \[[^\]]*?),?\s*\]/, `, ${manyName}Model`)
      .toString(),

  [ROUTE_CASES]: (text, plan) =>
    new Insertion(ROUTE_CASES, text)
      .after(/([^]*\n)export const ROUTE_CASES/, routeCaseBody(plan))
      .after(/(ROUTE_CASES: [^]*\n)\};/, routeCases(plan))
      .toString(),

  [PERSONAL]: (text, plan) =>
    new Insertion(PERSONAL, text)
      .sorted(
        keptColumns(plan).map((column) => `      '${plan.names.table}.${column}',`),
        (line) => /^ {6}'(\w+\.\w+)',$/.exec(line)?.[1],
        byCode,
      )
      .toString(),

  [ACCESS]: (text, { names: { many } }) =>
    new Insertion(ACCESS, text)
      .sorted(accessRows(`/api/${many}`), (line) => {
        const [, method, path] = /^\| `([A-Z]+) ([^`]+)`/.exec(line) ?? [];
        return path === undefined ? undefined : `${path} ${method}`;
      })
      .toString(),
};

function routeCaseBody({ names, fields }: ModelPlan): string {
  // Number 1 of whatever is referred to is there, or the route refuses it: both are answers.
  const samples = fields.map((field) => {
    const sample = kindOf(field).sample(field);
    return `${field.name}: ${field.target === undefined ? sample.replaceAll(/\$\{made\}|\bmade\b/g, '1') : '1'}`;
  });
  const text = samples.join(', ').replaceAll(/`([^`$]*)`/g, "'$1'");
  return `const ${screaming(names.oneName)} = { ${text} };\n\n`;
}

function routeCases({ names: { many, oneName }, fields }: ModelPlan): string {
  const [field] = fields;
  const body = screaming(oneName);
  return `  'GET /api/${many}': { kind: 'tenant' },
  'POST /api/${many}': { kind: 'tenant', body: ${body} },
  'GET /api/${many}/:id': { kind: 'tenant' },
  'PATCH /api/${many}/:id': { kind: 'tenant', body: { ${field?.name}: ${body}.${field?.name} } },
  'DELETE /api/${many}/:id': { kind: 'tenant' },
`;
}

/** As test/support/access-table.ts writes them, of routes that all of the staff may call. */
function accessRows(path: string): string[] {
  const row = (method: string, at: string): string =>
    `| \`${method} ${at}\` | ✓ | ✓ | ✓ | ✓ |  |  | ${method === 'GET' ? 'reads' : ''} |`;
  return [
    row('GET', path),
    row('POST', path),
    ...['DELETE', 'GET', 'PATCH'].map((method) => row(method, `${path}/:id`)),
  ];
}
