/** SQLite's extended result code of an error of better-sqlite3, or an empty string. */
export function sqliteCode(error: unknown): string {
  // Not `instanceof Error`: the addon keeps the error class of whoever loaded it first, which may be another realm.
  const code = typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : '';
}

/** Whether another connection, mostly another process, holds the file. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(sqliteCode(error));
}

/** Results after which a handle is not to be trusted with another statement. */
export function isStorageFailure(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|CORRUPT|NOTADB|CANTOPEN|NOMEM|PROTOCOL|READONLY|PERM|AUTH)/.test(sqliteCode(error));
}

/** SQLite's answer to a checkpoint that another connection was in the way of, as the error that other statements give. */
export function busyError(): Error {
  return Object.assign(new Error('Another connection uses the log'), { code: 'SQLITE_BUSY' });
}
