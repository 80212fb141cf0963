import { columnsOf } from '../columns.js';
import type { ColumnShape } from '../columns.js';
import type { Field } from '../field.js';
import { valuesName, valuesType } from '../kinds.js';
import type { ModelPlan } from '../model-plan.js';
import { withArticle } from '../words.js';

const VALUES_IMPORT = "import { AllowedValues } from '../common/index.js';\n";

/** `invoice.entity.ts` */
export function entitySource(plan: ModelPlan): string {
  const { names, fields } = plan;
  const columns = columnsOf(plan);
  const has = (part: 'index' | 'foreignKey'): boolean => columns.some((column) => column[part] !== undefined);
  const imports = [
    ...['Column', 'Entity'],
    ...(has('foreignKey') ? ['ForeignKey'] : []),
    ...(has('index') ? ['Index'] : []),
    'PrimaryGeneratedColumn',
  ];
  const hasValues = fields.some(({ kind }) => kind === 'enum');
  return `import { ${imports.join(', ')} } from 'typeorm';
${hasValues ? VALUES_IMPORT : ''}
${fields
  .filter(({ kind }) => kind === 'enum')
  .map((field) => valuesSource(plan, field))
  .join('')}
/** ${withArticle(names.oneWords).replace(/^a/, 'A')} of the clinic. */
@Entity('${names.table}')
export class ${names.oneClass} {
  @PrimaryGeneratedColumn()
  id!: number;

${columns.map((column, index) => columnSource(plan, column, fields[index]!)).join('\n')}
  @Column({ name: 'created_at', type: Date })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: Date })
  updatedAt!: Date;
}
`;
}

function valuesSource({ names }: ModelPlan, field: Field): string {
  const list = valuesName(names.oneName, field);
  const values = field.values.map((value) => `'${value}'`).join(', ');
  return `export const ${list} = [${values}] as const;
export type ${valuesType(names.oneClass, field)} = (typeof ${list})[number];
`;
}

function columnSource({ names }: ModelPlan, column: ColumnShape, field: Field): string {
  const { property, options, index, foreignKey } = column;
  const type = field.kind === 'enum' ? valuesType(names.oneClass, field) : column.type;
  const decorators = [
    ...(foreignKey ? [`@ForeignKey('${foreignKey.table}', { name: '${foreignKey.name}', onDelete: 'RESTRICT' })`] : []),
    ...(index ? [`@Index('${index.name}'${index.isUnique ? ', { unique: true }' : ''})`] : []),
    ...(field.kind === 'enum' ? [`@AllowedValues(${valuesName(names.oneName, field)})`] : []),
    `@Column({ ${optionsSource(options)} })`,
  ];
  return `  ${decorators.join('\n  ')}\n  ${property}!: ${type}${options.nullable ? ' | null' : ''};\n`;
}

function optionsSource(options: ColumnShape['options']): string {
  return Object.entries(options)
    .map(
      ([key, value]) => `${key}: ${value === Date ? 'Date' : typeof value === 'string' ? `'${value}'` : String(value)}`,
    )
    .join(', ');
}
