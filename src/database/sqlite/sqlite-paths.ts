import { randomUUID } from 'node:crypto';
import { basename, join } from 'node:path';
import { checkedName } from '../database-name.js';
import type { DatabaseName } from '../database-engine.js';

const SUFFIX = '.sqlite3';

/** A copy of the database as it was before a migration that is under way, see pre-migration-copy.ts. */
export const SNAPSHOT_SUFFIX = '-snapshot';

/** A log while SQLite must not remove it, see file-migration.ts. */
export const KEPT_LOG_SUFFIX = '-wal-kept';

/** What SQLite, and a migration, may keep beside a database file; all of it goes when the database goes. */
export const COMPANION_SUFFIXES = ['-wal', '-shm', '-journal', SNAPSHOT_SUFFIX, KEPT_LOG_SUFFIX] as const;

/**
 * Where the files are: `db.sqlite3`, `tenant_databases/tenant_*.sqlite3`, and unfinished or template files in
 * `tenant_databases/.work/`, on the same file system so that finishing one is a rename.
 */
export class SqlitePaths {
  readonly tenants: string;
  readonly work: string;
  private readonly master: string;

  constructor(dataDir: string) {
    this.master = join(dataDir, `db${SUFFIX}`);
    this.tenants = join(dataDir, 'tenant_databases');
    this.work = join(this.tenants, '.work');
  }

  /** @throws DatabaseNameError for a name that is not on the allow-list. */
  of(name: DatabaseName): string {
    const checked = checkedName(name);
    if (checked === 'master') return this.master;
    return join(checked.startsWith('tenant_') ? this.tenants : this.work, checked + SUFFIX);
  }

  /** A new path for a copy of the database that is not to last; its name tells whose data are in it, and who made it. */
  scratch(name: DatabaseName): string {
    return join(this.work, `${checkedName(name)}.copy-${process.pid}-${randomUUID()}`);
  }

  /** The database name that a file stands for, if any. */
  nameOf(file: string): DatabaseName | undefined {
    if (!file.endsWith(SUFFIX)) return undefined;
    try {
      return checkedName(basename(file, SUFFIX));
    } catch {
      return undefined;
    }
  }
}
