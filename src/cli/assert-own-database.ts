import type { DatabaseEngine } from '../database/index.js';
import type { Tenant } from '../tenancy/index.js';

/**
 * Opens a company's database and closes it again, to see that it is there, can be read and is this company's own.
 * Migrating looks at the schema only, which another company's file has too.
 * @throws DatabaseMissingError, ForeignDatabaseError, PragmaMismatchError, or what the driver throws.
 */
export async function assertOwnDatabase(engine: DatabaseEngine, tenant: Tenant): Promise<void> {
  const dataSource = engine.dataSource(tenant.database, { entities: [], stamp: tenant.companyId });
  try {
    await dataSource.initialize();
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
  }
}
