import { ConflictError, ProblemError } from '../common/index.js';
import type { TenantOperation } from './ledger/fleet-tenant.entity.js';

/** The database of a new company could not be made. What was made of it has been removed. */
export class ProvisioningError extends ProblemError {
  constructor(cause: unknown) {
    super('unavailable', "The company's database could not be created.", { cause });
  }
}

const DOING: Readonly<Record<TenantOperation, string>> = {
  migrate: 'being migrated',
  repair: 'being repaired',
  backup: 'being backed up',
  verify: 'being compared with its backups',
  restore: 'being restored',
  rename: 'being renamed',
  delete: 'being removed',
  copy: 'being copied to another server',
  move: 'being moved',
  clone: 'being cloned',
  export: 'being exported',
  encrypt: 'being encrypted',
  import: 'being imported into',
};

/** Somebody else works on the company's database. Nothing was done. */
export class TenantLockedError extends ConflictError {
  /** @param operation what is being done; null when that has just ended. */
  constructor(operation: TenantOperation | null) {
    super('database-busy', `The company's database is ${operation === null ? 'being worked on' : DOING[operation]}.`);
  }
}

/** Another process has been making the template database for too long. */
export class TemplateBusyError extends ProblemError {
  constructor() {
    super('unavailable', 'The template of new databases is being made by another process.');
  }
}

/** What was just built is not what the migrations give an empty database, e.g. because one of them writes the time. */
export class WrongTemplateError extends ProblemError {
  constructor(name: string) {
    super('internal-error', `${name} is not what the migrations make of an empty database.`);
  }
}
