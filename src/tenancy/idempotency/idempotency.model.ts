import { AUDIT_TABLES } from '../../audit/index.js';
import type { MigrationClass } from '../../database/index.js';
import { CreateTenantIdempotencyKeys20261124000050 } from '../migrations/20261124000050-create-idempotency-keys.js';
import { TenantIdempotencyKey } from './tenant-idempotency-key.entity.js';

/** What every company's database has besides the clinic models. */
export const OWN_ENTITIES = [TenantIdempotencyKey];
export const OWN_MIGRATIONS: readonly MigrationClass[] = [CreateTenantIdempotencyKeys20261124000050];

/**
 * Tables that are not what the company entered: no export has them, no copy under another name takes them over. A
 * company that is restored or moved keeps them, its audit log above all.
 */
export const WORKING_TABLES: readonly string[] = ['tenancy_idempotency_key', ...AUDIT_TABLES];
