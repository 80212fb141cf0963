import type { Field } from '../field.js';
import { kindOf, valuesName, valuesType } from '../kinds.js';
import type { ModelPlan } from '../model-plan.js';
import { screaming, withArticle } from '../words.js';

/** Kinds that lists can be narrowed by. */
const FILTERS = { enum: 'OneOf', ref: 'QueryNumber', boolean: 'QuerySwitch' } as const;

export const filtersOf = ({ fields }: ModelPlan): Field[] => fields.filter(({ kind }) => kind in FILTERS);

/** `invoice.dto.ts` */
export function dtoSource(plan: ModelPlan): string {
  const { names, fields } = plan;
  const enums = fields.filter(({ kind }) => kind === 'enum');
  const sortable = fields.filter(({ kind }) => kind !== 'text').map(({ name }) => name);
  const searchable = fields.filter((field) => kindOf(field).isText).map(({ name }) => name);
  return `import { ${importsOf(plan).join(', ')} } from '../common/index.js';
${enums.length > 0 ? enumImports(plan, enums) : ''}
${fields.map((field) => `const ${screaming(field.name)} = { ${field.isOptional ? 'nullable: true, ' : ''}${kindOf(field).options(field)} };`).join('\n')}

export class Create${names.oneClass}Dto {
${fields.map((field) => (field.isOptional ? line(plan, field, ', optional: true', ' | null = null') : line(plan, field, '', '', '!'))).join('\n')}}

export class Update${names.oneClass}Dto {
${fields.map((field) => line(plan, field, ', optional: true', nullOf(field), '?')).join('\n')}}

export const LISTED_${screaming(names.manyName)} = {
  sortable: [${['id', ...sortable, 'createdAt', 'updatedAt'].map(quoted).join(', ')}],
  searchable: [${searchable.map(quoted).join(', ')}],
};

export class ${names.oneClass}Query extends PageQuery {
${filtersOf(plan)
  .map((field) => filterLine(plan, field))
  .join('\n')}}

/** ${withArticle(names.oneWords).replace(/^a/, 'A')} as the API answers it. */
export class ${names.oneClass}Dto extends EntryDto {
${fields.map((field) => line(plan, field, '', nullOf(field), '!')).join('\n')}}
`;
}

function importsOf(plan: ModelPlan): string[] {
  const filters = filtersOf(plan).map(({ kind }) => FILTERS[kind as keyof typeof FILTERS]);
  const names = ['EntryDto', 'PageQuery', ...plan.fields.map((field) => kindOf(field).decorator), ...filters];
  if (plan.fields.some(({ kind }) => kind === 'enum')) names.push('namedValues');
  return [...new Set(names)].sort((one, other) => one.toLowerCase().localeCompare(other.toLowerCase()));
}

function enumImports({ names }: ModelPlan, enums: readonly Field[]): string {
  const lists = enums.map((field) => valuesName(names.oneName, field));
  const types = enums.map((field) => valuesType(names.oneClass, field));
  const from = `'./${names.one}.entity.js'`;
  return `import { ${lists.join(', ')} } from ${from};
import type { ${types.join(', ')} } from ${from};

${enums.map((field, index) => `namedValues('${valuesType(names.oneClass, field)}', ${lists[index]});`).join('\n')}
`;
}

function line(plan: ModelPlan, field: Field, more: string, suffix: string, mark = ''): string {
  const options = screaming(field.name);
  const given = more === '' ? options : `{ ...${options}${more} }`;
  const values = field.kind === 'enum' ? `${valuesName(plan.names.oneName, field)}, ` : '';
  return `  @${kindOf(field).decorator}(${values}${given})\n  ${field.name}${mark}: ${typeOf(plan, field)}${suffix};\n`;
}

function filterLine(plan: ModelPlan, field: Field): string {
  const decorator = FILTERS[field.kind as keyof typeof FILTERS];
  const values = field.kind === 'enum' ? `${valuesName(plan.names.oneName, field)}, ` : '';
  const options = `{ ...${screaming(field.name)}, ${field.isOptional ? 'nullable: false, ' : ''}optional: true }`;
  return `  @${decorator}(${values}${options})\n  ${field.name}?: ${typeOf(plan, field)};\n`;
}

function typeOf({ names }: ModelPlan, field: Field): string {
  return field.kind === 'enum' ? valuesType(names.oneClass, field) : kindOf(field).type;
}

const nullOf = ({ isOptional }: Field): string => (isOptional ? ' | null' : '');
const quoted = (text: string): string => `'${text}'`;
