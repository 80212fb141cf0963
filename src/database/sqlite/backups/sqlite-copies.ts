import type { DatabaseContent } from '../../database-content.js';
import { DatabaseCopies } from '../../database-copies.js';
import type { DatabaseName } from '../../database-engine.js';
import type { SqliteLocation } from '../open-database.js';
import type { SqlitePaths } from '../sqlite-paths.js';
import { backUpInThread, examineInThread } from './backup-thread.js';
import { loadFile } from './load-file.js';
import { replaceFile } from './replace-file.js';

/** Copies of database files: what `dump` writes is a database file itself. */
export class SqliteCopies extends DatabaseCopies {
  constructor(private readonly paths: SqlitePaths) {
    super();
  }

  override dump(
    name: DatabaseName,
    stamp: number | undefined,
    target: string,
    isQuiet = false,
  ): Promise<DatabaseContent> {
    return backUpInThread({ location: this.location(name, stamp), target, isQuiet });
  }

  override load(source: string, name: DatabaseName): Promise<void> {
    return loadFile(source, this.paths.of(name));
  }

  override examine(name: DatabaseName, stamp: number | undefined): Promise<DatabaseContent> {
    return examineInThread({ location: this.location(name, stamp) });
  }

  override replace(from: DatabaseName, to: DatabaseName, waitMs: number): Promise<void> {
    return replaceFile(this.paths.of(from), this.location(to), waitMs);
  }

  private location(name: DatabaseName, stamp?: number): SqliteLocation {
    return { name, path: this.paths.of(name), stamp };
  }
}
