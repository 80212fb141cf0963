import { openDatabase } from '../open-database.js';
import type { SqliteLocation } from '../open-database.js';
import { SqliteLogInUseError } from './erasing.errors.js';

/**
 * Writes a database file anew and empties its log. `secure_delete` alone is not enough: it does not touch what rows that
 * were moved left behind in their old pages, nor pages that earlier deletions left unused.
 * @throws SqliteLogInUseError when readers keep the log; SQLite's own busy error.
 */
export function scrubFile(location: SqliteLocation): void {
  const database = openDatabase(location);
  try {
    database.exec('VACUUM');
    const [state] = database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    if (state?.busy !== 0) throw new SqliteLogInUseError();
  } finally {
    database.close();
  }
}
