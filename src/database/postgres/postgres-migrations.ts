import { MigrationExecutor } from '../migration-job.js';
import pLimit from 'p-limit';
import type { MigrationJob, MigrationJobResult } from '../migration-job.js';

/** More at once would only wait for each other on the server. */
const WIDTH = 4;

/** Migrations that the server does the work of: this thread only waits. */
export class PostgresMigrations extends MigrationExecutor {
  private limit = pLimit(WIDTH);

  constructor(private readonly migrate: (job: MigrationJob) => Promise<MigrationJobResult>) {
    super();
  }

  override get width(): number {
    return this.limit.concurrency;
  }

  override set width(width: number) {
    this.limit = pLimit(width);
  }

  override run(job: MigrationJob): Promise<MigrationJobResult> {
    return this.limit(() => this.migrate(job));
  }
}
