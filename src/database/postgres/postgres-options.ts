import type { KeyObject } from 'node:crypto';
import type { ConnectionLimits } from './postgres-server.js';
import type { RoleRows } from '../roles/role-rows.js';

/** What a PostgreSQL engine needs to know. */
export interface PostgresOptions {
  /** DATABASE_URL. */
  readonly masterUrl: string;
  /** POSTGRES_ADMIN_URL. */
  readonly adminUrl?: string | undefined;
  /** Encrypts the passwords of companies' roles. */
  readonly key: KeyObject;
  /** What they may have been encrypted with before. */
  readonly formerKeys?: readonly KeyObject[];
  /** Data folder, for files that are unlinked as soon as they are made. */
  readonly scratch: string;
  /** Where passwords of roles are kept; absent: in the master database on this server. */
  readonly roles?: RoleRows;
  readonly limits?: Partial<ConnectionLimits>;
}
