import type { Clock } from '../../common/index.js';
import type { Settings } from '../../config/index.js';
import type { DatabaseEngine } from '../database-engine.js';
import { postgresEngine } from '../engine-for.js';
import { InstallationGate } from './installation-gate.js';

/** What keeps a master database that was moved from being served; undefined on PostgreSQL, where none is moved from. */
export function gateFor(engine: DatabaseEngine, settings: Settings, clock: Clock): InstallationGate | undefined {
  const { databaseUrl: masterUrl, postgresAdminUrl: adminUrl } = settings;
  if (engine.kind !== 'sqlite') return undefined;
  if (masterUrl === undefined) return new InstallationGate(engine, undefined, clock);
  const elsewhere = { goal: goalOf(masterUrl), engine: () => postgresEngine(settings, { masterUrl, adminUrl }) };
  return new InstallationGate(engine, elsewhere, clock);
}

const POSTGRES_PORT = '5432';

/** What a move to this server has as its goal; without the user and the password. */
export function goalOf(masterUrl: string): string {
  const { hostname, port, pathname } = new URL(masterUrl);
  return `${hostname}:${port || POSTGRES_PORT}${pathname}`;
}
