import { ProblemError } from '../../common/index.js';

/** Companies' databases are encrypted, and what opens them is not installed. */
export class EncryptionDriverMissingError extends ProblemError {
  constructor(dependency: string, cause?: unknown) {
    super('unavailable', `Encrypted databases need the optional dependency ${dependency}, which is not installed.`, {
      cause,
    });
  }
}

/** The encrypted copy of a database is not the same; the database is left as it was. */
export class EncryptionFailedError extends ProblemError {
  constructor(database: string) {
    super('unavailable', `The encrypted copy of the database ${database} is not the same.`);
  }
}

/** Keys of databases are there only with TENANT_ENCRYPTION_KEY. */
export class EncryptionOffError extends ProblemError {
  constructor() {
    super('unavailable', 'Databases are encrypted only when TENANT_ENCRYPTION_KEY is set.');
  }
}

/** A company's database was being encrypted when that was cut off; encrypt-tenants finds out how far it came. */
export class EncryptionUnfinishedError extends ProblemError {
  constructor(companyId: number) {
    super('unavailable', `The encryption of the database of company ${companyId} was cut off; run encrypt-tenants.`);
  }
}

/** The key of a company's database cannot be unwrapped: TENANT_ENCRYPTION_KEY is another one, or the row was changed. */
export class DatabaseKeyUnreadableError extends ProblemError {
  constructor(companyId: number) {
    super(
      'unavailable',
      `The key of the database of company ${companyId} cannot be read with this TENANT_ENCRYPTION_KEY.`,
    );
  }
}
