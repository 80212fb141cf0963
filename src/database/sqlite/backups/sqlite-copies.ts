import type { DatabaseContent } from '../../database-content.js';
import { DatabaseCopies } from '../../database-copies.js';
import type { DatabaseName } from '../../database-engine.js';
import type { SqliteLocations } from '../sqlite-locations.js';
import type { SqlitePaths } from '../sqlite-paths.js';
import { backUpInThread, examineInThread } from './backup-thread.js';
import { adopt } from '../cipher/adopt.js';
import { loadFile } from './load-file.js';
import { replaceFile } from './replace-file.js';

/** Copies of database files: what `dump` writes is a database file itself. */
export class SqliteCopies extends DatabaseCopies {
  constructor(
    private readonly paths: SqlitePaths,
    private readonly locations: SqliteLocations,
  ) {
    super();
  }

  override async dump(
    name: DatabaseName,
    stamp: number | undefined,
    target: string,
    isQuiet = false,
  ): Promise<DatabaseContent> {
    return backUpInThread({ location: await this.locations.of(name, stamp), target, isQuiet });
  }

  override async load(source: string, name: DatabaseName, stamp?: number): Promise<void> {
    const keys = await this.locations.keysOf(stamp);
    await loadFile(source, this.paths.of(name), (path) => adopt(path, keys));
  }

  override async examine(name: DatabaseName, stamp: number | undefined): Promise<DatabaseContent> {
    return examineInThread({ location: await this.locations.of(name, stamp) });
  }

  override async replace(from: DatabaseName, to: DatabaseName, waitMs: number, stamp?: number): Promise<void> {
    return replaceFile(this.paths.of(from), await this.locations.of(to, stamp), waitMs);
  }
}
