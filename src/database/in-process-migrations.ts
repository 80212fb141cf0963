import type { DatabaseEngine } from './database-engine.js';
import { MigrationExecutor } from './migration-job.js';
import type { MigrationJob, MigrationJobResult } from './migration-job.js';

/** Migrations in this thread: for one database, or where there are no threads to be had. */
export class InProcessMigrations extends MigrationExecutor {
  constructor(private readonly engine: DatabaseEngine) {
    super();
  }

  override run(job: MigrationJob): Promise<MigrationJobResult> {
    return this.engine.migrate(job);
  }
}
