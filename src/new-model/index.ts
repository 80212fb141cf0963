import type { MigratedDatabase } from '../make-migrations/index.js';
import { ownDatabases } from '../make-migrations/index.js';
import { entityMetadata } from '../database/index.js';

export { newModel, plan } from './new-model.js';
export { ScratchPostgres, scratchPostgres, scratchSqlite } from '../make-migrations/index.js';
export type { Sources, Workshop } from './new-model.js';
export * from './new-model.errors.js';
export { developerTools } from './tools.js';

/** The database of companies, as this program has it, and its tables. */
export async function ownTenants(): Promise<{ tenants: MigratedDatabase; tables: ReadonlySet<string> }> {
  const tenants = ownDatabases().find(({ what }) => what === 'tenants');
  if (tenants === undefined) throw new Error('This program has no databases of companies');
  const { entityMetadatas } = await entityMetadata(tenants.entities);
  return { tenants, tables: new Set(entityMetadatas.map(({ tableName }) => tableName)) };
}
