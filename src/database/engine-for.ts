import { formerTenantKeys, tenantKey } from '../config/index.js';
import type { Settings } from '../config/index.js';
import type { DatabaseEngine } from './database-engine.js';
import { SqliteEngine } from './sqlite/sqlite-engine.js';

/** A process that has less could not serve a company, its master database and an administrator, and hear of others. */
const SMALLEST_BUDGET = 6;

/** The engine that settings choose. */
export async function engineFor(settings: Settings): Promise<DatabaseEngine> {
  const { databaseEngine, databaseUrl, dataDir } = settings;
  if (databaseEngine === 'sqlite' || databaseUrl === undefined) return new SqliteEngine(dataDir);
  // Loaded when it is needed: nothing that runs on SQLite should pay for it.
  const { PostgresEngine } = await import('./postgres/postgres-engine.js');
  const { postgresAdminUrl, postgresConnectionBudget, webConcurrency } = settings;
  return new PostgresEngine({
    masterUrl: databaseUrl,
    adminUrl: postgresAdminUrl,
    key: tenantKey(settings),
    formerKeys: formerTenantKeys(settings),
    scratch: dataDir,
    limits: { budget: Math.max(SMALLEST_BUDGET, Math.floor(postgresConnectionBudget / webConcurrency)) },
  });
}
