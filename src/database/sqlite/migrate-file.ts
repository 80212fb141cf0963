import type { MigrationJob, MigrationJobResult } from '../migration-job.js';
import type { FileKey } from './cipher/open-handle.js';
import { FileMigration } from './file-migration.js';

/**
 * Migrates one database file, on a handle of its own and in one synchronous transaction; one that has all stays as it is.
 * Needs neither Nest nor TypeORM, so that a worker thread is small.
 * @param path of a file that must exist.
 * @param key what it is encrypted with, if it is.
 * @throws see MigrationExecutor; SQLite's own busy error when somebody else writes.
 */
export function migrateFile(path: string, job: MigrationJob, key?: FileKey): MigrationJobResult {
  return FileMigration.begin(path, job, key).finish();
}
