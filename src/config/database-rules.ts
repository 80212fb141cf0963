import { ValidatorConstraint } from 'class-validator';
import type { ValidatorConstraintInterface } from 'class-validator';

/** PostgreSQL cuts names at 63 bytes, and names of companies' databases take the rest. */
const LONGEST_PREFIX = 9;
const MASTER = new RegExp(`^/[a-z][a-z0-9_]{0,${LONGEST_PREFIX - 2}}_master$`);

/** Where a PostgreSQL server is: postgres or postgresql, a host, a user, a database. */
@ValidatorConstraint({ name: 'isPostgresUrl' })
export class IsPostgresUrl implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return parsed(value) !== undefined;
  }

  defaultMessage(): string {
    return 'must be a URL such as postgres://user:password@db.example.com:5432/postgres';
  }
}

/** The master database, whose name tells how those of the companies begin: `medadmin_master`, `medadmin_tenant_…`. */
@ValidatorConstraint({ name: 'isMasterUrl' })
export class IsMasterUrl implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return MASTER.test(parsed(value)?.pathname ?? '');
  }

  defaultMessage(): string {
    return `must be a URL such as postgres://user:password@db.example.com:5432/medadmin_master; what stands before "master" has at most ${LONGEST_PREFIX} characters`;
  }
}

function parsed(value: unknown): URL | undefined {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  const isServer = ['postgres:', 'postgresql:'].includes(url?.protocol ?? '') && url?.username && url.hostname;
  return isServer ? url : undefined;
}
