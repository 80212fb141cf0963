import type { Tenant } from '../../tenancy/index.js';

/**
 * `ok`: as its migrations make it. `pending`: so too, and it waits for migrations. `drifted`: its schema is another one,
 * rows refer to nothing, or it takes no changes. `unavailable`: missing, damaged, another company's, or of another release. `locked`: somebody
 * works on it, so nothing can be said.
 */
export const CHECK_STATUSES = ['ok', 'pending', 'drifted', 'unavailable', 'locked'] as const;
export type CheckStatus = (typeof CHECK_STATUSES)[number];

/** Something about a company's database that is not as it should be. */
export interface TenantFinding {
  readonly code:
    | 'schema-drift'
    | 'database-damaged'
    | 'database-frozen'
    | 'foreign-keys-broken'
    | 'leftover-file'
    | 'migrations-pending';
  /** In words; names of tables, columns and indexes, never a value of a row. */
  readonly detail: string;
}

/** What a look at one company's database came to. */
export interface TenantCheck {
  readonly tenant: Tenant;
  readonly status: CheckStatus;
  readonly findings: readonly TenantFinding[];
  /** What was put right: `index patients_patient_last_name`. */
  readonly repaired: readonly string[];
  /** Why nothing could be looked at. */
  readonly error?: unknown;
}
