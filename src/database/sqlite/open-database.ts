import { existsSync, statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { DatabaseMissingError, DatabaseUnreadableError, ForeignDatabaseError } from '../database.errors.js';
import { openHandle } from './cipher/open-handle.js';
import type { FileKey } from './cipher/open-handle.js';
import { APPLICATION_ID, applyBriefPragmas, applyPragmas } from './pragmas.js';
import type { BriefUse, Durability } from './pragmas.js';
import { isBusy, sqliteCode } from './sqlite-codes.js';

/** Times that a file is opened which another takes the place of meanwhile; a second one in a row is rare already. */
const ATTEMPTS = 10;

/** Where a SQLite database is and whose it must be. */
export interface SqliteLocation {
  /** Logical name, safe to show in errors; the path is not. */
  readonly name: string;
  readonly path: string;
  /** The owner's number in the file header (`user_version`); absent: any. */
  readonly stamp?: number | undefined;
  /** What it is encrypted with; absent: it is not. */
  key?: FileKey | undefined;
}

/** A file, with what finds its key before it is opened. */
export interface LockedFile {
  readonly location: SqliteLocation;
  readonly unlock: () => Promise<void>;
}

/**
 * Opens a file that must exist, checks whose it is, and sets and checks its pragmas. A file that is refused is left as
 * it was: switching it to WAL would already turn an empty file into a database.
 * @throws DatabaseMissingError, ForeignDatabaseError, PragmaMismatchError; DatabaseUnreadableError for a damaged file or
 *   one that may not be read; SQLite's own busy error.
 */
export function openDatabase(location: SqliteLocation, durability: Durability = 'full'): Database.Database {
  return prepared(location, openFile, (database) => applyPragmas(database, durability));
}

/** The same for one use, after which the handle is closed; see applyBriefPragmas. */
export function openBriefly(location: SqliteLocation, use: BriefUse): Database.Database {
  return prepared(location, openFile, (database) => applyBriefPragmas(database, use));
}

/**
 * The same for one change of the schema. Where nobody else has the file open, nobody can open it until this handle is closed:
 * then SQLite keeps the index of the log in memory, instead of in a file for others to share and to lock, which takes a tenth
 * of a small change.
 */
export function openForSchema(location: SqliteLocation): Database.Database {
  try {
    return prepared(location, openAlone, (database) => applyBriefPragmas(database, 'schema'));
  } catch (error) {
    if (!isBusy(error)) throw error;
    return openBriefly(location, 'schema');
  }
}

/** To be called before the first access: later on the handle would have taken its place among the others already. */
export function alone(database: Database.Database): Database.Database {
  database.pragma('locking_mode = EXCLUSIVE');
  return database;
}

/**
 * The same for one reading statement on a file that perhaps nobody else has open; it refuses to write. One for reading only
 * would leave a log beside the file.
 */
export function openToQuery(location: SqliteLocation): Database.Database {
  return prepared(location, openFile, (database) => {
    applyBriefPragmas(database, 'look');
    database.pragma('query_only = ON');
  });
}

/**
 * Opens a file for reading only and checks whose it is.
 * @param path another name of the file, beside which SQLite may put what it needs; otherwise that is beside the file.
 * @throws as openDatabase does, but for pragmas.
 */
export function openReadOnly(location: SqliteLocation, path = location.path): Database.Database {
  return prepared(
    location,
    () => openFile(location, path, { readonly: true }),
    (database) => applyBriefPragmas(database, 'look'),
    path,
  );
}

/**
 * Opens, checks and sets up. A handle that has not read yet has no lock, so that `whenUnused` does not see it, and the file
 * may be replaced under it. It would go on with the former file and the new one's log: what is committed by one of them is
 * lost to the other. So whether the path still leads to the file is looked at once the lock is held, which the first read
 * takes.
 */
function prepared(
  location: SqliteLocation,
  open: (location: SqliteLocation) => Database.Database,
  setUp: (database: Database.Database) => void,
  path = location.path,
): Database.Database {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const database = preparedUnlessReplaced(location, open, setUp, path);
    if (database !== undefined) return database;
  }
  throw new DatabaseUnreadableError(undefined, location.name);
}

/** Closes it when it is refused. @returns undefined when the path led to another file meanwhile. */
function preparedUnlessReplaced(
  location: SqliteLocation,
  open: (location: SqliteLocation) => Database.Database,
  setUp: (database: Database.Database) => void,
  path: string,
): Database.Database | undefined {
  const identity = fileIdentity(path);
  const isSame = (): boolean => fileIdentity(path) === identity;
  const database = open(location);
  try {
    assertOurs(database, location);
    if (isSame()) {
      setUp(database);
      return database;
    }
  } catch (error) {
    database.close();
    // Whatever it says of a file that is not this database any more is nobody's concern.
    if (!isSame()) return undefined;
    throw isRefusal(error) ? new DatabaseUnreadableError(error, location.name) : error;
  }
  database.close();
  return undefined;
}

/** Which file a path leads to; undefined: none. No other one is that as long as somebody has it open. */
function fileIdentity(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}

/** Whether it is whatever SQLite says against a file, also "unsupported file format", which is none of its codes for damage. */
export function isRefusal(error: unknown): boolean {
  return sqliteCode(error).startsWith('SQLITE_') && !isBusy(error);
}

function openAlone(location: SqliteLocation): Database.Database {
  return alone(openFile(location));
}

function openFile(location: SqliteLocation, path = location.path, options: Database.Options = {}): Database.Database {
  try {
    return openHandle(path, location.key, { fileMustExist: true, timeout: 0, ...options });
  } catch (error) {
    if (!existsSync(location.path)) throw new DatabaseMissingError(location.name, error);
    throw isRefusal(error) ? new DatabaseUnreadableError(error, location.name) : error;
  }
}

/** @throws ForeignDatabaseError; SQLite's own errors. */
export function assertOurs(database: Database.Database, { name, stamp }: SqliteLocation): void {
  const applicationId: unknown = database.pragma('application_id', { simple: true });
  const found: unknown = database.pragma('user_version', { simple: true });
  if (applicationId !== APPLICATION_ID || (stamp !== undefined && found !== stamp))
    throw new ForeignDatabaseError(name);
}
