import { ProblemError } from '../common/index.js';

/** A database file or server database that should be there is not. It is never created in passing. */
export class DatabaseMissingError extends ProblemError {
  constructor(database: string, cause?: unknown) {
    super('unavailable', `The database ${database} is missing.`, { cause });
  }
}

/** The file opened is not the one that was asked for: its stamp names another owner. */
export class ForeignDatabaseError extends ProblemError {
  constructor(database: string) {
    super('unavailable', `The database ${database} does not carry the stamp of its owner.`);
  }
}

/** The file is not a database, is damaged, or may not be read. It is left as it is. */
export class DatabaseUnreadableError extends ProblemError {
  constructor(cause?: unknown, database?: string) {
    const { code } = (cause ?? {}) as { code?: unknown };
    const which = database === undefined ? 'The database' : `The database ${database}`;
    super('unavailable', `${which} cannot be read${typeof code === 'string' ? ` (${code})` : ''}.`, { cause });
  }
}

/** A statement that may take only so long has not ended by then. */
export class ReadTimedOutError extends ProblemError {
  constructor(limitMs: number, cause?: unknown) {
    super('unavailable', `The database did not answer within ${limitMs} ms.`, { cause });
  }
}

/** A pragma read back after opening differs from what durability and isolation rely on. */
export class PragmaMismatchError extends ProblemError {
  constructor(pragma: string, expected: unknown, found: unknown) {
    super('unavailable', `SQLite runs with ${pragma}=${String(found)}, not ${String(expected)}.`);
  }
}

/** The write lock, or another process's lock on the file, was not free in time. The work was not done. */
export class DatabaseBusyError extends ProblemError {
  constructor(waitedMs: number, cause?: unknown) {
    super('unavailable', `The database stayed locked for ${waitedMs} ms.`, { cause });
  }
}

/** The storage failed or SQLite ended the transaction by itself: nothing of this unit of work was kept. */
export class TransactionLostError extends ProblemError {
  constructor(cause?: unknown) {
    super('unavailable', 'The database gave this unit of work up; nothing of it was saved.', { cause });
  }
}

/**
 * A transaction ended while another one inside it was still open, because nobody waited for that one or because several
 * were run at once. They share one stack of levels, so that each would end the other's; all of it is undone.
 */
export class OverlappingTransactionsError extends ProblemError {
  constructor() {
    super('internal-error', 'Nested transactions overlapped; nothing of this unit of work was saved.');
  }
}

/** A COMMIT failed in the storage. It may or may not have reached the disk; the handles were reopened. */
export class CommitFailedError extends ProblemError {
  constructor(cause?: unknown) {
    super('unavailable', 'The database could not confirm that this unit of work was saved.', { cause });
  }
}

/** A statement that would step outside this database or outside the unit of work (ATTACH, raw BEGIN, PRAGMA x=…). */
export class StatementRefusedError extends ProblemError {
  constructor(keyword: string) {
    super('internal-error', `${keyword} is not for units of work.`);
  }
}

/** Schema changes come from migrations only. */
export class SynchronizeRefusedError extends ProblemError {
  constructor() {
    super('internal-error', 'synchronize and dropDatabase are switched off: schema changes come from migrations.');
  }
}

/** The database is closed; nothing outside an opened database reaches it. */
export class DatabaseClosedError extends ProblemError {
  constructor(database: string) {
    super('unavailable', `The database ${database} is closed.`);
  }
}

/** The database is being moved to another server, and can only be read for so long. */
export class DatabaseFrozenError extends ProblemError {
  constructor(cause?: unknown) {
    super('tenant-unavailable', "The company's database is being moved; until then it can only be read.", { cause });
  }
}

/** The database server does not answer, or ended the connection. It is tried anew at the next request. */
export class DatabaseUnreachableError extends ProblemError {
  constructor(cause?: unknown) {
    super('unavailable', 'The database server cannot be reached.', { cause });
  }
}

/** The server gave a statement up that took longer than statements may. */
export class StatementTooLongError extends ProblemError {
  constructor(cause?: unknown) {
    super('unavailable', 'A statement took too long and was given up.', { cause });
  }
}

/** All connections that the program may open to the server were in use for too long. The work was not done. */
export class NoConnectionFreeError extends ProblemError {
  constructor(waitedMs: number) {
    super('unavailable', `No connection to the database server was free for ${waitedMs} ms.`);
  }
}

/** A company's password for the database server is not known, or was encrypted with another key. */
export class DatabaseRoleError extends ProblemError {
  constructor(companyId: number, cause?: unknown) {
    super('unavailable', `The database role of company ${companyId} cannot be used.`, { cause });
  }
}

/** A name that is not on the allow-list of database names. */
export class DatabaseNameError extends ProblemError {
  constructor() {
    super('internal-error', 'That is not a database name.');
  }
}

/** The database holds a migration that this program does not know, or knows with other SQL, or in another order. */
export class MigrationHistoryError extends ProblemError {
  constructor(
    readonly reason: 'unknown' | 'edited' | 'out-of-order',
    readonly migration: string,
  ) {
    super('unavailable', `Migration ${migration} is ${reason}.`);
  }
}

/** A migration left rows whose foreign keys point nowhere; it was rolled back. */
export class ForeignKeyCheckError extends ProblemError {
  constructor(table: string, rows: number) {
    super('internal-error', `${rows} row(s) of ${table} would refer to rows that do not exist.`);
  }
}

/** The master database waits for migrations and this process may not apply them. */
export class MasterBehindError extends ProblemError {
  constructor() {
    super('unavailable', 'The master database waits for migrations: run `medadmin migrate`.');
  }
}

/** The DataSource that describes entities for all databases was asked for data. */
export class NoDatabaseError extends ProblemError {
  constructor() {
    super('internal-error', 'This describes entities; it has no database.');
  }
}

/** A lazy relation would load through the description that all databases share, not from its own database. */
export class LazyRelationError extends ProblemError {
  constructor(entity: string, property: string) {
    super('internal-error', `${entity}.${property} is a lazy relation; load it by name instead.`);
  }
}

/** A migration left the file damaged, by SQLite's own check; it was rolled back. */
export class IntegrityCheckError extends ProblemError {
  constructor(findings: number) {
    super('internal-error', `The database would have ${findings} fault(s) by its integrity check.`);
  }
}

/** A migration changed how many rows a table has that it does not name, e.g. by cascading; it was rolled back. */
export class RowCountError extends ProblemError {
  constructor(table: string, before: number, after: number) {
    super('internal-error', `${table}, which the migration does not name, would have ${after} rows, not ${before}.`);
  }
}

/** A migration that is to be taken back has no SQL for it. Nothing was done. */
export class NoWayBackError extends ProblemError {
  constructor(migration: string) {
    super('conflict', `Migration ${migration} has no way back.`);
  }
}

/** A row to be inserted lacks a field; there are no default values. */
export class MissingValueError extends ProblemError {
  constructor(entity: string, property: string) {
    super('internal-error', `${entity}.${property} has no value.`);
  }
}
