import { createRequire } from 'node:module';
import type Database from 'better-sqlite3';
import { EncryptionDriverMissingError } from '../../keys/keys.errors.js';

/** What the encrypting driver adds to better-sqlite3's. */
export interface EncryptingDatabase extends Database.Database {
  key(key: Buffer): number;
  rekey(key: Buffer): number;
}

type EncryptingDriver = new (path: string, options?: Database.Options) => EncryptingDatabase;

const PACKAGE = 'better-sqlite3-multiple-ciphers';
let driver: EncryptingDriver | undefined;

/**
 * better-sqlite3 with ciphers, loaded by the first who needs it. The plain driver takes a key without a word and writes plain
 * text, so it must never get as far as being given one.
 * @throws EncryptionDriverMissingError when the optional dependency is not installed.
 */
export function encryptingDriver(): EncryptingDriver {
  driver ??= load();
  return driver;
}

function load(): EncryptingDriver {
  try {
    return createRequire(import.meta.url)(PACKAGE) as EncryptingDriver;
  } catch (error) {
    throw new EncryptionDriverMissingError(PACKAGE, error);
  }
}
