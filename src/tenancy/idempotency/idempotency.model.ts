import type { MigrationClass } from '../../database/index.js';
import { CreateTenantIdempotencyKeys20261124000050 } from '../migrations/20261124000050-create-idempotency-keys.js';
import { TenantIdempotencyKey } from './tenant-idempotency-key.entity.js';

/** What every company's database has besides the clinic models. */
export const OWN_ENTITIES = [TenantIdempotencyKey];
export const OWN_MIGRATIONS: readonly MigrationClass[] = [CreateTenantIdempotencyKeys20261124000050];

/** Tables that serve the program and are nothing of the company's: no export has them, no copy takes them over. */
export const WORKING_TABLES: readonly string[] = ['tenancy_idempotency_key'];
