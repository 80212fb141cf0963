import type { EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { sensitiveColumnsOf } from '../../common/index.js';
import type { SensitiveOptions } from '../../common/index.js';
import type { CellPlace } from './cell-cipher.js';

/** A sensitive column, by the names that it has in the database. */
export type SensitiveColumn = CellPlace & SensitiveOptions;

/** A table that has sensitive columns. */
export interface SensitiveTable {
  readonly name: string;
  /** Column that tells rows apart. */
  readonly key: string;
  readonly columns: readonly SensitiveColumn[];
}

const known = new WeakMap<ColumnMetadata, SensitiveColumn | null>();

/** Undefined for a column that is not sensitive. */
export function sensitiveColumn(column: ColumnMetadata): SensitiveColumn | undefined {
  const found = known.get(column);
  if (found !== undefined) return found ?? undefined;
  const options = sensitiveColumnsOf(column.target).get(column.propertyName);
  const { tableName: table } = column.entityMetadata;
  const sensitive = options && { table, column: column.databaseName, ...options };
  known.set(column, sensitive ?? null);
  return sensitive;
}

/** Those of the entities' tables that have sensitive columns. */
export function sensitiveTables(metadatas: readonly EntityMetadata[]): SensitiveTable[] {
  return metadatas.flatMap(({ tableName: name, primaryColumns, columns }) => {
    const sensitive = columns.map(sensitiveColumn).filter((column) => column !== undefined);
    return sensitive.length === 0 ? [] : [{ name, key: primaryColumns[0]!.databaseName, columns: sensitive }];
  });
}
