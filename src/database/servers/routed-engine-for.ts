import type { Environment, Settings } from '../../config/index.js';
import type { DatabaseEngine } from '../database-engine.js';
import { engineFor, postgresEngine } from '../engine-for.js';
import { SqliteEngine } from '../sqlite/sqlite-engine.js';
import type { Place } from './database-places.js';
import { OtherServerRoles } from './other-server-roles.js';
import { RoutedEngine } from './routed-engine.js';
import { addressOf } from './server-address-of.js';
import { ServerEngines } from './server-engines.js';
import type { Known } from './server-engines.js';
import { UnknownServerError } from './servers.errors.js';

/**
 * The engine that settings choose, with all other servers of the installation.
 * @param environment where addresses of other servers are.
 */
export async function routedEngineFor(settings: Settings, environment: Environment): Promise<RoutedEngine> {
  const make = (place: Place, known: Known): Promise<DatabaseEngine> =>
    otherEngine(place, settings, environment, known);
  return new RoutedEngine(new ServerEngines(await engineFor(settings), make));
}

/** @throws UnknownServerError, ServerAddressError. */
async function otherEngine(
  place: Place,
  settings: Settings,
  environment: Environment,
  { master, keys }: Known,
): Promise<DatabaseEngine> {
  const engine = await engineAt(place, settings, environment, new OtherServerRoles(master, place.server));
  engine.useMaster(master, keys);
  return engine;
}

async function engineAt(
  { server, urlSetting }: Place,
  settings: Settings,
  environment: Environment,
  roles: OtherServerRoles,
): Promise<DatabaseEngine> {
  const { databaseUrl, postgresAdminUrl: adminUrl, dataDir } = settings;
  if (server === 'sqlite') return new SqliteEngine(dataDir);
  if (server === 'postgres' && databaseUrl !== undefined)
    return postgresEngine(settings, { masterUrl: databaseUrl, adminUrl, roles });
  if (urlSetting === null) throw new UnknownServerError(server);
  return postgresEngine(settings, { ...addressOf(server, urlSetting, environment, databaseUrl), roles });
}
