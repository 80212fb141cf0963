import { availableParallelism } from 'node:os';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { CompanyCells } from '../../cells/company-cells.js';
import { MigrationExecutor } from '../../migration-job.js';
import type { MigrationJob, MigrationJobResult } from '../../migration-job.js';
import { migrateFile } from '../migrate-file.js';
import { retryBusy } from '../retry-busy.js';
import type { SqliteLocations } from '../sqlite-locations.js';
import type { SqlitePaths } from '../sqlite-paths.js';
import { MigrationThreads, migrationWorkerFile } from './migration-threads.js';

/** More threads would wait for the same disk. */
const WIDTH = Math.min(4, Math.max(2, availableParallelism()));

/** Migrations of database files: in worker threads, or in this one where the program was not built. */
export class SqliteMigrations extends MigrationExecutor implements OnApplicationShutdown {
  private threads: MigrationThreads | undefined;
  private chosenWidth = WIDTH;

  /**
   * @param waitMs longest wait for other writers of a file.
   * @param workerFile see migrationWorkerFile.
   */
  constructor(
    private readonly paths: SqlitePaths,
    private readonly locations: SqliteLocations,
    private readonly cells: CompanyCells,
    private readonly waitMs: number,
    private readonly workerFile = migrationWorkerFile(),
  ) {
    super();
  }

  override get width(): number {
    return this.chosenWidth;
  }

  override set width(width: number) {
    const { threads } = this;
    this.chosenWidth = width;
    this.threads = undefined;
    void threads?.end();
  }

  override run(job: MigrationJob): Promise<MigrationJobResult> {
    return this.runOn(this.paths.of(job.database), job);
  }

  /** The same on a file that is somewhere else. */
  async runOn(path: string, asked: MigrationJob): Promise<MigrationJobResult> {
    const key = await this.locations.keyOf(asked.stamp);
    const job = { ...asked, cells: await this.cells.everySecretOf(asked.stamp) };
    if (this.workerFile === undefined) return retryBusy(this.waitMs, () => migrateFile(path, job, key));
    this.threads ??= new MigrationThreads(this.workerFile, this.chosenWidth);
    return this.threads.run(path, job, key);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.threads?.end();
  }
}
