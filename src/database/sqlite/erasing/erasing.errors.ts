/** Somebody reads from the log: it cannot be emptied now. Its code is SQLite's, so that whoever can wait does. */
export class SqliteLogInUseError extends Error {
  override readonly name = 'SqliteError';
  readonly code = 'SQLITE_BUSY';

  constructor() {
    super('The log is in use');
  }
}
