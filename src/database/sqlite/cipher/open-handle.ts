import DatabaseFile from 'better-sqlite3';
import type { Database, Options } from 'better-sqlite3';
import { encryptingDriver } from './encrypting-driver.js';
import type { EncryptingDatabase } from './encrypting-driver.js';

/** 256 bits. A plain array of bytes, because it goes to other threads. */
export type FileKey = Uint8Array;

/**
 * Opens a handle on a file, which is not read yet: every handle of ours begins here. With a key, a plain file is no database,
 * and without one an encrypted file is none.
 * @throws EncryptionDriverMissingError; SQLite's own errors.
 */
export function openHandle(path: string, key: FileKey | undefined, options: Options = {}): Database {
  if (key === undefined) return new DatabaseFile(path, options);
  const database = new (encryptingDriver())(path, options);
  try {
    chooseCipher(database);
    database.key(rawKey(key));
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Encrypts a file where it is. Killed meanwhile, the file is neither, so it must be one that nobody else knows of.
 * @param former what it is encrypted with; undefined: it is not.
 */
export function encryptFile(path: string, key: FileKey, former?: FileKey): void {
  const database = new (encryptingDriver())(path, { fileMustExist: true, timeout: 0 });
  try {
    chooseCipher(database);
    if (former !== undefined) database.key(rawKey(former));
    // Journals and temporary files on the disk would hold the pages as they were.
    database.pragma('journal_mode = MEMORY');
    database.pragma('temp_store = MEMORY');
    database.pragma('synchronous = OFF');
    database.rekey(rawKey(key));
  } finally {
    database.close();
  }
}

/** SQLCipher 4's format: AES-256 in CBC mode with an HMAC-SHA512 per page, which the sqlcipher shell can open as well. */
function chooseCipher(database: EncryptingDatabase): void {
  database.pragma("cipher = 'sqlcipher'");
  database.pragma('legacy = 4');
}

/** As it is, without deriving it from a passphrase. Not as a pragma: statements are told in errors. */
function rawKey(key: FileKey): Buffer {
  return Buffer.from(`x'${Buffer.from(key).toString('hex')}'`);
}
