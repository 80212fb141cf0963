import type { DatabaseName } from './database-engine.js';
import type { MigrationJob, MigrationJobResult } from './migration-job.js';

/** Looks at databases and tries work on copies of them. Nothing of the originals changes, nor any file beside them. */
export abstract class Rehearsal {
  /**
   * Runs one reading statement on a database.
   * @param stamp the owner's number that the database must carry; absent: not checked.
   */
  abstract read(name: DatabaseName, sql: string, stamp?: number): Promise<unknown[]>;

  /** Runs a job on a copy, which is removed afterwards. @throws what the job would throw. */
  abstract run(job: MigrationJob): Promise<MigrationJobResult>;

  /** Removes everything that it made. */
  abstract end(): Promise<void>;
}
