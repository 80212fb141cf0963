import type { Field } from '../field.js';
import { kindOf, STRING_MAX, TEXT_MAX } from '../kinds.js';
import type { ModelPlan } from '../model-plan.js';
import { capitalized, screaming, spaced, withArticle } from '../words.js';

/** The files of a model's page by their paths from the root, not formatted yet. */
export function pageSources(plan: ModelPlan): Readonly<Record<string, string>> {
  const { one, many, manyClass } = plan.names;
  return {
    [`web/src/texts/en/${many}.ts`]: textsSource(plan),
    [`web/src/${many}/${one}-fields.ts`]: fieldsSource(plan),
    [`web/src/${many}/${many}-api.ts`]: apiSource(plan),
    [`web/src/${many}/${manyClass}Page.tsx`]: pageSource(plan),
  };
}

function textsSource({ names, fields }: ModelPlan): string {
  const { manyName, oneWords, manyWords } = names;
  const enums = fields.filter(({ kind }) => kind === 'enum');
  const article = withArticle(oneWords);
  return `export const ${manyName} = {
  title: '${capitalized(manyWords)}',
  add: 'Add ${oneWords}',
  edit: 'Edit ${oneWords}',
  search: 'Search ${manyWords}',
  emptyTitle: 'No ${manyWords} yet',
  emptyText: 'Add ${article} to begin with.',
  added: (name: string) => \`\${name} was added.\`,
  changed: (name: string) => \`\${name} was changed.\`,
  deleted: (name: string) => \`\${name} was deleted.\`,
  editOne: (name: string) => \`Edit \${name}\`,
  deleteOne: (name: string) => \`Delete \${name}\`,
  inUse: 'This ${oneWords} is in use and cannot be deleted.',
  fields: { ${fields.map((field) => `${field.name}: '${titleOf(field)}'`).join(', ')} },
${enums.map((field) => `  ${valuesOf(field)}: { ${field.values.map(valueText).join(', ')} },\n`).join('')}};
`;
}

/** Units and numbers are the program's business: \`totalCents\` is read as a total, \`patientId\` as a patient. */
function titleOf({ name, kind }: Field): string {
  const suffix = kind === 'money' ? /Cents$/ : kind === 'ref' ? /Id$/ : /$/;
  return capitalized(spaced(name.replace(suffix, '')));
}

const valuesOf = ({ name }: Field): string => `${name}Values`;
const valueText = (value: string): string => `'${value}': '${capitalized(value.replaceAll(/[-_]/g, ' '))}'`;
const fieldsName = ({ names }: ModelPlan): string => `${screaming(names.oneName)}_FIELDS`;

function fieldsSource(plan: ModelPlan): string {
  const { oneClass, manyName } = plan.names;
  return `import type { Schemas } from '../api/index.js';
import type { Fields } from '../common/entries/index.js';
import { texts } from '../texts/index.js';

const labels = texts.${manyName};

export const ${fieldsName(plan)}: Fields<Schemas['Create${oneClass}']> = [
${plan.fields.map(fieldLine).join('\n')}
];
`;
}

function fieldLine(field: Field): string {
  const { name, kind, isOptional, refers } = field;
  const more = {
    string: `, maxLength: ${STRING_MAX}`,
    text: `, maxLength: ${TEXT_MAX}`,
    enum: `, values: labels.${valuesOf(field)}`,
    ref: `, of: '${refers}'`,
  };
  const rest = kind in more ? more[kind as keyof typeof more] : '';
  return `  { name: '${name}', label: labels.fields.${name}, kind: '${kind}'${rest}${isOptional ? ', isOptional: true' : ''} },`;
}

function apiSource(plan: ModelPlan): string {
  const { one, many, oneClass, manyClass, manyName, oneName, manyWords } = plan.names;
  return `import { answerOf } from '../api/index.js';
import type { Schemas } from '../api/index.js';
import { partsOf, useEntryActions } from '../common/entries/index.js';
import type { EntryActions, EntryKind } from '../common/entries/index.js';
import type { ListQuery, ListSearch } from '../common/table/index.js';
import { api } from '../session/index.js';
import { texts } from '../texts/index.js';
import { ${fieldsName(plan)} } from './${one}-fields.js';

export type ${oneClass} = Schemas['${oneClass}'];
export type ${oneClass}Input = Schemas['Create${oneClass}'];

export const ${manyName}Query = (search: ListSearch): ListQuery<${oneClass}> => ({
  queryKey: ['${many}', 'list', search],
  queryFn: () => answerOf(api.GET('/api/${many}', { params: { query: { sort: '-createdAt', ...search } } })),
});

${nameSource(plan)}

const ${screaming(manyName)}: EntryKind<${oneClass}, ${oneClass}Input> = {
  key: '${many}',
  labels: texts.${manyName},
  nameOf: ${oneName}Name,
  inputOf: (${oneName}) => partsOf<${oneClass}Input>(${fieldsName(plan)}, ${oneName}),
  create: (body) => answerOf(api.POST('/api/${many}', { body })),
  update: (id, body) => answerOf(api.PATCH('/api/${many}/{id}', { params: { path: { id } }, body })),
  remove: (id) => answerOf(api.DELETE('/api/${many}/{id}', { params: { path: { id } } })),
};

/** Changes to ${manyWords}; each is told, and can be taken back. */
export const use${manyClass}Actions = (): EntryActions<${oneClass}, ${oneClass}Input> => useEntryActions(${screaming(manyName)});
`;
}

/** An entry is called by its first words, if it always has some. */
function nameSource({ names: { oneClass, oneName }, fields }: ModelPlan): string {
  const words = fields.find((field) => kindOf(field).isText && field.kind !== 'text' && !field.isOptional);
  return words
    ? `export const ${oneName}Name = ({ ${words.name} }: ${oneClass}): string => ${words.name};`
    : `export const ${oneName}Name = ({ id }: ${oneClass}): string => texts.general.entry(String(id));`;
}

function pageSource(plan: ModelPlan): string {
  const { one, many, oneClass, manyClass, manyName, oneName, manyWords } = plan.names;
  const fields = fieldsName(plan);
  return `import { getRouteApi } from '@tanstack/react-router';
import { columnsOf, EntryDialog } from '../common/entries/index.js';
import { EntriesPage } from '../common/table/index.js';
import { useAccess, useTimeZone } from '../session/index.js';
import { texts } from '../texts/index.js';
import { ${fields} } from './${one}-fields.js';
import { ${oneName}Name, ${manyName}Query, use${manyClass}Actions } from './${many}-api.js';
import type { ${oneClass} } from './${many}-api.js';

const route = getRouteApi('/clinic/${many}');
const labels = texts.${manyName};

/** All ${manyWords} of the clinic, and the form that adds and changes them. */
export function ${manyClass}Page(): React.ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { canWrite } = useAccess();
  const zone = useTimeZone();
  const actions = use${manyClass}Actions();
  return (
    <EntriesPage<${oneClass}>
      labels={labels}
      icon="list"
      query={${manyName}Query(search)}
      columns={columnsOf(${fields}, zone)}
      search={search}
      onSearch={(next) => void navigate({ search: next })}
      nameOf={${oneName}Name}
      canWrite={canWrite}
      remove={actions.remove}
      dialog={(row, onClose) => (
        <EntryDialog labels={labels} fields={${fields}} row={row} actions={actions} zone={zone} onClose={onClose} />
      )}
    />
  );
}
`;
}
