import type { DatabaseName } from '../database-engine.js';
import type { DatabaseKeys } from '../keys/database-keys.js';
import type { FileKey } from './cipher/open-handle.js';
import type { SqliteLocation } from './open-database.js';
import type { SqlitePaths } from './sqlite-paths.js';

/** Where databases are, and what they are encrypted with. */
export class SqliteLocations {
  /** Known once the master database is open; before, there is nothing but that one, which is not encrypted. */
  keys: DatabaseKeys | undefined;

  constructor(private readonly paths: SqlitePaths) {}

  /**
   * @param stamp the owner's number that the database must carry; absent: not checked, and nobody's key.
   * @throws DatabaseNameError, DatabaseKeyUnreadableError.
   */
  async of(name: DatabaseName, stamp: number | undefined): Promise<SqliteLocation> {
    return { name, path: this.paths.of(name), stamp, key: await this.keyOf(stamp) };
  }

  /** All keys that an owner has had, the present one first. @throws DatabaseKeyUnreadableError. */
  async keysOf(stamp: number | undefined): Promise<readonly FileKey[]> {
    const keys = stamp === undefined ? [] : await this.keys?.allOf(stamp);
    return (keys ?? []).filter(({ state }) => state !== 'next').map(({ key }) => key);
  }

  /** @throws DatabaseKeyUnreadableError. */
  async keyOf(stamp: number | undefined): Promise<FileKey | undefined> {
    return stamp === undefined ? undefined : this.keys?.of(stamp);
  }
}
