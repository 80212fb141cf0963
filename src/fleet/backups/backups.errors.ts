import { ConflictError, ProblemError } from '../../common/index.js';

/** Why a backup cannot be used. */
export const REFUSALS = {
  missing: 'The backup is not there any more.',
  'not-a-backup': 'The file is not a backup of this program.',
  'newer-format': 'The backup was made by a newer version of this program.',
  'manifest-altered': 'The manifest of the backup was altered, or is of another installation.',
  'wrong-key': 'The backup is encrypted with another key than the present TENANT_ENCRYPTION_KEY.',
  truncated: 'The backup is not complete.',
  damaged: 'The backup is damaged.',
  'too-large': 'The backup holds more than its manifest says.',
  'other-company': 'The backup is of another company.',
  'other-engine': 'The backup was made by another database engine.',
  'content-differs': 'What is in the backup is not what its manifest says.',
  'newer-schema': 'The backup has a newer schema than this version of the program.',
} as const;
export type Refusal = keyof typeof REFUSALS;

/** A backup that must not, or cannot, be used. Nothing was changed. */
export class BackupRefusedError extends ConflictError {
  constructor(
    readonly reason: Refusal,
    cause?: unknown,
  ) {
    super('backup-refused', REFUSALS[reason], { extensions: { reason }, cause });
  }
}

/** What backups are signed with is not there; without it none can be read. */
export class BackupKeyMissingError extends ConflictError {
  constructor() {
    super(
      'backup-key-missing',
      'DATA_DIR/.backup-key is not there, and no backup can be read without it: put the copy back that was kept elsewhere.',
    );
  }
}

/** There is no backup of this number, or it is another company's. */
export class BackupNotFoundError extends ProblemError {
  constructor() {
    super('not-found', 'There is no such backup.');
  }
}

/** The company was removed meanwhile. */
export class CompanyGoneError extends ProblemError {
  constructor() {
    super('not-found', 'The company does not exist any more.');
  }
}

/** The company has taken as many backups today as it may. */
export class TooManyBackupsError extends ProblemError {
  constructor(perDay: number, retryAfterSeconds: number) {
    super('too-many-requests', `At most ${perDay} backups can be taken in 24 hours.`, {
      headers: { 'Retry-After': String(retryAfterSeconds) },
    });
  }
}

/** As many backups are open for looking as may be, or this one would take too much room. */
export class TooManyLooksError extends ProblemError {
  constructor() {
    super('unavailable', 'Too many backups are being looked at; try again in a few minutes.');
  }
}

/** No clinic model has that name. */
export class NoSuchRecordKindError extends ProblemError {
  constructor() {
    super('not-found', 'There are no such records.');
  }
}

/** The backup has no record of this number. Nothing was brought back. */
export class RecordNotInBackupError extends ProblemError {
  constructor(kind: string, id: number) {
    super('not-found', `The backup has no such record: ${kind} ${id}.`, { extensions: { kind, id } });
  }
}

/** A record does not fit into the company's data as they are now. Nothing was brought back. */
export class RecordConflictError extends ConflictError {
  /** @param reason `value-taken`: another record has a value that must be unique;
   *   `gender-not-allowed`: a value that there is not any more; otherwise the code of the rule. */
  constructor(kind: string, id: number, reason: string, cause: unknown) {
    super('record-refused', `${kind} ${id} cannot be brought back: ${reason}.`, {
      extensions: { kind, id, reason },
      cause,
    });
  }
}
