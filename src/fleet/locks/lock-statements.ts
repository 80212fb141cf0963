import type { DataSource } from 'typeorm';
import { FleetTenant } from '../ledger/fleet-tenant.entity.js';

/** The statements behind the locks, written once: a run over a fleet takes and gives back thousands. */
export interface LockStatements {
  /** Parameters: company, state, operation, owner, now, expiry, closed at, now, gone owner. One row with the token, or none when held. */
  readonly take: string;
  readonly date: (instant: Date) => unknown;
}

/**
 * Taking a lock is one statement: of two that come at once the second finds it held. The row comes into being with the
 * first lock, so that whoever registers a company need not know of it.
 */
export function lockStatements(master: DataSource): LockStatements {
  const { driver } = master;
  const parameters = Array.from({ length: 9 }, (_, index) => driver.createParameter(`p${index}`, index));
  const [company, state, operation, owner, startedAt, expiresAt, closedAt, now, gone] = parameters;
  const expiry = master.getMetadata(FleetTenant).findColumnWithPropertyName('operationExpiresAt')!;
  return {
    take:
      'INSERT INTO fleet_tenant (company_id, schema_version, fingerprint, state, operation, operation_owner, ' +
      'operation_token, operation_started_at, operation_expires_at, last_closed_at) ' +
      `VALUES (${company}, '', '', ${state}, ${operation}, ${owner}, 1, ${startedAt}, ${expiresAt}, ${closedAt}) ` +
      'ON CONFLICT (company_id) DO UPDATE SET operation = excluded.operation, ' +
      `state = CASE WHEN excluded.state = 'migrating' THEN excluded.state ELSE fleet_tenant.state END, ` +
      'operation_owner = excluded.operation_owner, operation_token = fleet_tenant.operation_token + 1, ' +
      'operation_started_at = excluded.operation_started_at, operation_expires_at = excluded.operation_expires_at, ' +
      'last_closed_at = COALESCE(excluded.last_closed_at, fleet_tenant.last_closed_at) ' +
      `WHERE fleet_tenant.operation IS NULL OR fleet_tenant.operation_expires_at <= ${now} ` +
      `OR fleet_tenant.operation_owner = ${gone} RETURNING operation_token AS token`,
    date: (instant) => driver.preparePersistentValue(instant, expiry) as unknown,
  };
}
