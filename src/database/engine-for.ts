import { formerTenantKeys, tenantKey } from '../config/index.js';
import type { Settings } from '../config/index.js';
import type { DatabaseEngine } from './database-engine.js';
import type { PostgresOptions } from './postgres/postgres-options.js';
import { SqliteEngine } from './sqlite/sqlite-engine.js';

/** A process that has less could not serve a company, its master database and an administrator, and hear of others. */
const SMALLEST_BUDGET = 6;

type Addresses = Pick<PostgresOptions, 'masterUrl' | 'adminUrl' | 'roles'>;

/** The engine that settings choose, without other servers. */
export async function engineFor(settings: Settings): Promise<DatabaseEngine> {
  const { databaseEngine, databaseUrl: masterUrl, dataDir, postgresAdminUrl: adminUrl } = settings;
  if (databaseEngine === 'sqlite' || masterUrl === undefined) return new SqliteEngine(dataDir);
  return postgresEngine(settings, { masterUrl, adminUrl });
}

/** An engine on a PostgreSQL server. The budget of connections is for each server. */
export async function postgresEngine(settings: Settings, addresses: Addresses): Promise<DatabaseEngine> {
  // Loaded when it is needed: nothing that runs on SQLite should pay for it.
  const { PostgresEngine } = await import('./postgres/postgres-engine.js');
  const { dataDir, postgresConnectionBudget, webConcurrency } = settings;
  return new PostgresEngine({
    ...addresses,
    key: tenantKey(settings),
    formerKeys: formerTenantKeys(settings),
    scratch: dataDir,
    limits: { budget: Math.max(SMALLEST_BUDGET, Math.floor(postgresConnectionBudget / webConcurrency)) },
  });
}
