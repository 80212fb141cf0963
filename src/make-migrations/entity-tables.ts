import { getMetadataArgsStorage } from 'typeorm';
import type { EngineKind, TableDescription } from '../database/index.js';
import type { BuiltMetadata } from '../database/index.js';
import { UnknownColumnTypeError } from './make-migrations.errors.js';

type EntityMetadata = BuiltMetadata['entityMetadatas'][number];
type ColumnMetadata = EntityMetadata['columns'][number];

/** TypeORM's types, and how each engine writes them. */
const TYPES: Readonly<Record<string, Readonly<Record<EngineKind, string>>>> = {
  date: { sqlite: 'date', postgres: 'date' },
  datetime: { sqlite: 'datetime', postgres: 'timestamptz' },
  Date: { sqlite: 'datetime', postgres: 'timestamptz' },
  boolean: { sqlite: 'boolean', postgres: 'boolean' },
  Boolean: { sqlite: 'boolean', postgres: 'boolean' },
  integer: { sqlite: 'integer', postgres: 'integer' },
  int: { sqlite: 'integer', postgres: 'integer' },
  Number: { sqlite: 'integer', postgres: 'integer' },
  bigint: { sqlite: 'bigint', postgres: 'bigint' },
  real: { sqlite: 'real', postgres: 'real' },
  text: { sqlite: 'text', postgres: 'text' },
  String: { sqlite: 'varchar', postgres: 'varchar' },
  varchar: { sqlite: 'varchar', postgres: 'varchar' },
  blob: { sqlite: 'blob', postgres: 'bytea' },
  'simple-json': { sqlite: 'text', postgres: 'text' },
  'simple-array': { sqlite: 'text', postgres: 'text' },
};

/**
 * The tables that entities ask for, as one engine would have them.
 * @throws UnknownColumnTypeError
 */
export function tablesOf(metadata: readonly EntityMetadata[], engine: EngineKind): TableDescription[] {
  return metadata.map((entity) => ({
    name: entity.tableName,
    columns: entity.columns.map((column) => ({
      name: column.databaseName,
      type: typeOf(entity, column, engine),
      notNull: !column.isNullable,
      default: defaultOf(column),
    })),
    primaryKey: entity.primaryColumns.map((column) => column.databaseName),
    isNumbered: entity.primaryColumns.some((column) => column.generationStrategy === 'increment'),
    indexes: entity.indices.map((index) => ({
      name: index.name,
      columns: index.columns.map((column) => column.databaseName),
      unique: index.isUnique,
      where: index.where ?? null,
    })),
    uniques: entity.uniques.map((unique) => {
      const columns = unique.columns.map((column) => column.databaseName);
      return { columns, name: unique.givenName ?? `${conventional(entity, columns)}_key` };
    }),
    foreignKeys: entity.foreignKeys.map((key) => {
      const columns = key.columns.map((column) => column.databaseName);
      return {
        columns,
        name: key.givenName ?? conventional(entity, columns),
        table: key.referencedEntityMetadata.tableName,
        references: key.referencedColumns.map((column) => column.databaseName),
        onDelete: key.onDelete ?? 'NO ACTION',
      };
    }),
    checks: entity.checks.map(({ name, expression }) => ({ name, expression })),
    exclusions: engine === 'postgres' ? exclusionsOf(entity) : [],
    triggers: [],
  }));
}

/** Read from the decorators: TypeORM leaves them out of descriptions for SQLite, which has none. */
function exclusionsOf({ target, tableName }: EntityMetadata): TableDescription['exclusions'] {
  return getMetadataArgsStorage()
    .exclusions.filter((exclusion) => exclusion.target === target)
    .map(({ name, expression }) => ({ name: name ?? `${tableName}_exclusion`, expression }));
}

function typeOf(entity: EntityMetadata, column: ColumnMetadata, engine: EngineKind): string {
  const name = typeof column.type === 'function' ? column.type.name : column.type;
  const type = TYPES[name]?.[engine];
  if (type === undefined) throw new UnknownColumnTypeError(entity.tableName, column.databaseName, name);
  return column.length ? `${type}(${column.length})` : type;
}

/** SQL of the default that the entity gives. */
function defaultOf({ default: value }: ColumnMetadata): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'function') return value();
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return typeof value === 'number' ? String(value) : `'${JSON.stringify(value).replaceAll("'", "''")}'`;
}

function conventional(entity: EntityMetadata, columns: readonly string[]): string {
  return [entity.tableName, ...columns].join('_');
}
