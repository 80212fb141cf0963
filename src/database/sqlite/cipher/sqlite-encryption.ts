import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { DatabaseContent } from '../../database-content.js';
import { DatabaseEncryption } from '../../database-encryption.js';
import type { KeyChange } from '../../database-encryption.js';
import type { DatabaseName } from '../../database-engine.js';
import { DatabaseMissingError, DatabaseUnreadableError } from '../../database.errors.js';
import type { DatabaseKeys } from '../../keys/database-keys.js';
import { EncryptionFailedError } from '../../keys/keys.errors.js';
import { contentOf, examineFile } from '../backups/file-content.js';
import { replaceByCopy } from '../backups/replace-file.js';
import { flushNow } from '../flush-now.js';
import { assertOurs, isRefusal, openBriefly } from '../open-database.js';
import type { SqliteLocation } from '../open-database.js';
import type { SqliteLocations } from '../sqlite-locations.js';
import type { SqlitePaths } from '../sqlite-paths.js';
import { COMPANION_SUFFIXES } from '../sqlite-paths.js';
import { encryptFile } from './open-handle.js';

/** Encrypts SQLite files, and changes what they are encrypted with. */
export class SqliteEncryption extends DatabaseEncryption {
  constructor(
    private readonly paths: SqlitePaths,
    private readonly locations: SqliteLocations,
  ) {
    super();
  }

  override useKeys(keys: DatabaseKeys): void {
    this.locations.keys = keys;
  }

  override async change({ name, stamp, from, to }: KeyChange, waitMs: number): Promise<void> {
    const path = this.paths.of(name);
    const location: SqliteLocation = { name, path, stamp, key: from };
    // Beside it, by a name that is removed with the database if this process is killed.
    const draft: SqliteLocation = { ...location, path: `${path}.new-${randomUUID()}` };
    try {
      await replaceByCopy(draft.path, location, waitMs, (held) => {
        assertOurs(held, location);
        held.prepare('VACUUM INTO ?').run(draft.path);
        encryptFile(draft.path, to, from);
        assertSame(name, contentOf(held), { ...draft, key: to });
        flushNow(draft.path);
      });
    } catch (error) {
      if (!existsSync(path)) throw new DatabaseMissingError(name, error);
      throw isRefusal(error) ? new DatabaseUnreadableError(error, name) : error;
    } finally {
      for (const suffix of ['', ...COMPANION_SUFFIXES]) await rm(draft.path + suffix, { force: true });
    }
  }

  override isEncryptedWith(name: DatabaseName, stamp: number, key: Uint8Array): Promise<boolean> {
    return Promise.resolve().then(() => opens({ name, path: this.paths.of(name), stamp, key }));
  }
}

function opens(location: SqliteLocation): boolean {
  try {
    // Not for reading only: such a handle would leave a log beside the file, as if it were open.
    openBriefly(location, 'look').close();
    return true;
  } catch (error) {
    if (error instanceof DatabaseUnreadableError) return false;
    throw error;
  }
}

/** @throws EncryptionFailedError when something is not in the copy as it was. */
function assertSame(name: string, content: DatabaseContent, copy: SqliteLocation): void {
  if (!isDeepStrictEqual(content, examineFile(copy))) throw new EncryptionFailedError(name);
}
