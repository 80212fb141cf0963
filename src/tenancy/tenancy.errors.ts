import { ProblemError } from '../common/index.js';

/** Tenant code ran outside an opened tenant. There is no default tenant to fall back to. */
export class NoTenantError extends ProblemError {
  constructor() {
    super('internal-error', 'This needs an opened tenant, and none was entered.');
  }
}

/** The request carries no access token, or one that is forged, expired, or not for this service. */
export class UnauthenticatedError extends ProblemError {
  constructor(detail = 'Sign in first.', cause?: unknown) {
    super('unauthenticated', detail, { headers: { 'WWW-Authenticate': 'Bearer' }, cause });
  }
}

/** A request that came with a session cookie may have been caused by a page of somebody else's. */
export class ForgedRequestError extends ProblemError {
  constructor() {
    super('forged-request', 'A request with a session cookie needs the X-CSRF-Token of its session.');
  }
}

/** The company that the token names does not exist, any more or yet. */
export class UnknownTenantError extends ProblemError {
  constructor() {
    super('unauthenticated', 'The company of this token does not exist.', {
      headers: { 'WWW-Authenticate': 'Bearer' },
    });
  }
}

/** The signed-in user belongs to no company, so there is no database to work in: a superuser. */
export class NoCompanyError extends ProblemError {
  constructor() {
    super('forbidden', 'This account belongs to no company.');
  }
}

/** The company's database is missing, damaged, another company's or newer than this program. Nothing was made up. */
export class TenantUnavailableError extends ProblemError {
  constructor(
    readonly slug: string,
    cause?: unknown,
  ) {
    super('tenant-unavailable', "The company's database cannot be used at the moment.", { cause });
  }
}

/** The company's database waits for its migrations, or they are being applied. */
export class TenantMigratingError extends ProblemError {
  constructor() {
    super('tenant-migrating', "The company's database is being brought up to date.");
  }
}

/** The company's database is being replaced, moved or removed. */
export class TenantInMaintenanceError extends ProblemError {
  constructor() {
    super('tenant-unavailable', "The company's database is being worked on.");
  }
}

/** The company's plan does not allow more of these. Nothing of the unit of work was saved. */
export class PlanLimitReachedError extends ProblemError {
  /**
   * @param resource name of the limit: `doctors`, `patients`, `users` or `storageBytes`.
   * @param used how many there are without what was refused.
   */
  constructor(
    readonly resource: string,
    readonly limit: number,
    readonly used: number,
  ) {
    const what = resource === 'storageBytes' ? 'bytes of storage' : resource;
    super('plan-limit-reached', `The plan allows ${limit} ${what}.`, { extensions: { resource, limit, used } });
  }
}

/** Between the check of a file and its writing somebody else took a value that must be unique. Nothing was saved. */
export class ImportOvertakenError extends ProblemError {
  constructor() {
    super('already-exists', 'An entry with a value of this file was added meanwhile; check the file again.');
  }
}

/** A counted row was inserted outside of a transaction, where nothing can take it back when it is one too many. */
export class UncountedInsertError extends ProblemError {
  constructor(resource: string) {
    super('internal-error', `Rows that count as ${resource} are inserted inside a transaction only.`);
  }
}

/** A clinic model counts against a limit that plans do not have. */
export class UnknownLimitError extends ProblemError {
  constructor(resource: string) {
    super('internal-error', `Plans have no limit called ${resource}.`);
  }
}

/** So many requests of the company wait for their turn that another one would wait for too long. */
export class CompanyBusyError extends ProblemError {
  constructor() {
    super('too-many-requests', 'Too many requests of your company are waiting; try again in a moment.', {
      headers: { 'Retry-After': '2' },
    });
  }
}

/** All places for open tenants were in use for too long. */
export class TooManyOpenTenantsError extends ProblemError {
  constructor(waitedMs: number) {
    super('tenant-unavailable', `No place for another open company became free in ${waitedMs} ms.`);
  }
}
