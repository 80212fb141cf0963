import { MASTER_SCHEMAS } from '../app.module.js';
import { orderMigrations } from '../database/index.js';
import { TenantSchema } from '../tenancy/index.js';
import { TENANT_MODELS } from '../tenant-models.js';
import type { MigratedDatabase } from './make-migrations.js';

export type { Hints } from './hints.js';
export * from './make-migrations.errors.js';
export { makeMigrations, missingMigrations } from './make-migrations.js';
export type { MadeMigration, MakeRequest, MigratedDatabase } from './make-migrations.js';
export { words } from './migration-name.js';
export { scratchPostgres, scratchSqlite } from './scratch-engine.js';
export type { ScratchEngine } from './scratch-engine.js';
export { ScratchPostgres } from './scratch-postgres.js';
export { SourceTree } from './source-tree.js';

/** The databases of this program. */
export function ownDatabases(): MigratedDatabase[] {
  const { entities, migrations } = new TenantSchema(TENANT_MODELS);
  return [
    {
      what: 'master',
      entities: MASTER_SCHEMAS.flatMap((schema) => schema.entities),
      migrations: orderMigrations(MASTER_SCHEMAS.flatMap((schema) => schema.migrations)),
    },
    { what: 'tenants', entities, migrations },
  ];
}
