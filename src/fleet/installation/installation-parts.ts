import type { Clock } from '../../common/index.js';
import type { Settings } from '../../config/index.js';
import { engineFor, postgresEngine } from '../../database/index.js';
import type { DatabaseEngine, MasterSchema } from '../../database/index.js';
import type { TenantSchema } from '../../tenancy/index.js';
import { MoveRefusedError } from '../servers/moving.errors.js';

/** What is known of an installation without its master database. */
export interface InstallationParts {
  readonly settings: Settings;
  readonly clock: Clock;
  /** All of the master database. */
  readonly schema: MasterSchema;
  readonly tenants: TenantSchema;
}

/** An installation in files, and the server that it is to go to. */
export interface BothEngines {
  readonly home: DatabaseEngine;
  readonly target: DatabaseEngine;
}

/** @throws MoveRefusedError when settings do not say where from, or where to. */
export async function bothEngines(settings: Settings): Promise<BothEngines> {
  const { databaseEngine, databaseUrl: masterUrl, postgresAdminUrl: adminUrl } = settings;
  if (databaseEngine !== 'sqlite')
    throw new MoveRefusedError('Settings say that the installation is on PostgreSQL: DATABASE_ENGINE must be sqlite.');
  if (masterUrl === undefined)
    throw new MoveRefusedError('DATABASE_URL must say where to: postgres://…/medadmin_master.');
  return { home: await engineFor(settings), target: await postgresEngine(settings, { masterUrl, adminUrl }) };
}
