import type { Field, FieldKind } from '../field.js';
import type { ModelPlan } from '../model-plan.js';
import { screaming } from '../words.js';

/** What a clone without people has instead of a field's values; see src/tenancy/personal-data.ts. */
const PERSONAL: Readonly<Record<FieldKind, string>> = {
  // Whatever people write may name somebody.
  string: 'text',
  text: 'text',
  integer: 'keep',
  money: 'keep',
  boolean: 'keep',
  date: 'birthday',
  datetime: 'instant',
  enum: 'keep',
  email: 'email',
  phone: 'phone',
  ref: 'keep',
};

function personalKind({ kind, isUnique }: Field): string {
  return kind === 'string' && isUnique ? 'number' : PERSONAL[kind];
}

/** Columns that say nothing about people, by property. */
export function keptColumns({ fields }: ModelPlan): string[] {
  return ['id', ...fields.filter((field) => personalKind(field) === 'keep').map(({ name }) => name)];
}

export const personalName = ({ names }: ModelPlan): string => `${screaming(names.oneName)}_PERSONAL`;

/** `invoice.personal.ts` */
export function personalSource(plan: ModelPlan): string {
  const { one, oneClass } = plan.names;
  return `import { personalData } from '../tenancy/index.js';
import { ${oneClass} } from './${one}.entity.js';

/** What a clone without people has instead of the values of each column. */
export const ${personalName(plan)} = personalData(${oneClass}, {
  id: 'keep',
${plan.fields.map((field) => `  ${field.name}: '${personalKind(field)}',`).join('\n')}
  createdAt: 'instant',
  updatedAt: 'instant',
});
`;
}
