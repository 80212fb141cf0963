import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { ColumnOptions, ObjectLiteral } from 'typeorm';
import type { Field } from './field.js';
import { kindOf } from './kinds.js';
import type { ModelPlan } from './model-plan.js';

/** What the source of an entity says of a column, and what is done for the migration, are made of one description. */
export interface ColumnShape {
  readonly property: string;
  readonly options: ColumnOptions;
  /** TypeScript type of the property, without null. */
  readonly type: string;
  readonly index?: { readonly name: string; readonly isUnique: boolean };
  readonly foreignKey?: { readonly name: string; readonly table: string };
}

/** The columns of an entry's own fields, in their order. */
export function columnsOf({ names, fields }: ModelPlan): ColumnShape[] {
  return fields.map((field) => {
    const constraint = `${names.table}_${field.column}`;
    const isIndexed = field.isUnique || field.target !== undefined;
    return {
      property: field.name,
      options: optionsOf(field),
      type: kindOf(field).type,
      ...(isIndexed && { index: { name: constraint, isUnique: field.isUnique } }),
      ...(field.target !== undefined && { foreignKey: { name: constraint, table: field.target } }),
    };
  });
}

function optionsOf(field: Field): ColumnOptions {
  const { type, length } = kindOf(field).column;
  const longest = field.kind === 'enum' ? Math.max(...field.values.map((value) => value.length)) : length;
  return {
    ...(field.column !== field.name && { name: field.column }),
    type: (type === 'Date' ? Date : type) as NonNullable<ColumnOptions['type']>,
    ...(longest !== undefined && { length: longest }),
    ...(field.isOptional && { nullable: true }),
  };
}

/** The entity that the written source will be, for comparing it with what migrations give. */
export function entityOf(plan: ModelPlan): new () => ObjectLiteral {
  const entity = class {};
  Entity(plan.names.table)(entity);
  PrimaryGeneratedColumn()(entity.prototype, 'id');
  for (const { property, options, index, foreignKey } of columnsOf(plan)) {
    if (foreignKey)
      ForeignKey(foreignKey.table, { name: foreignKey.name, onDelete: 'RESTRICT' })(entity.prototype, property);
    if (index) Index(index.name, { unique: index.isUnique })(entity.prototype, property);
    Column(options)(entity.prototype, property);
  }
  for (const [property, name] of [
    ['createdAt', 'created_at'],
    ['updatedAt', 'updated_at'],
  ] as const) {
    Column({ name, type: Date })(entity.prototype, property);
  }
  return entity;
}
