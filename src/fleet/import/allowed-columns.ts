import { allowedValuesOf } from '../../common/index.js';
import { entityMetadata } from '../../database/index.js';
import type { TenantSchema } from '../../tenancy/index.js';

/** The only values that columns may have, by their name; those that may have any are not in it. */
export type AllowedColumns = ReadonlyMap<string, readonly string[]>;

/** The same of all tables of a schema, by their name. */
export async function allowedColumns({ entities }: TenantSchema): Promise<ReadonlyMap<string, AllowedColumns>> {
  const { entityMetadatas } = await entityMetadata(entities);
  return new Map(
    entityMetadatas.map(({ tableName, target, columns }) => {
      const allowed = allowedValuesOf(target);
      const named = columns.map((column) => [column.databaseName, allowed.get(column.propertyName)] as const);
      return [tableName, new Map(named.flatMap(([name, values]) => (values ? [[name, values] as const] : [])))];
    }),
  );
}
