import type { Clock } from '../../common/index.js';
import type { Settings } from '../../config/index.js';
import type { DatabaseEngine } from '../database-engine.js';
import { postgresEngine } from '../engine-for.js';
import { InstallationGate } from './installation-gate.js';

/** What keeps a master database that was moved from being served; undefined on PostgreSQL, where none is moved from. */
export function gateFor(engine: DatabaseEngine, settings: Settings, clock: Clock): InstallationGate | undefined {
  const { databaseUrl: masterUrl, postgresAdminUrl: adminUrl } = settings;
  if (engine.kind !== 'sqlite') return undefined;
  const elsewhere = masterUrl === undefined ? undefined : () => postgresEngine(settings, { masterUrl, adminUrl });
  return new InstallationGate(engine, elsewhere, clock);
}
