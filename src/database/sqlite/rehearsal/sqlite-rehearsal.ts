import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DatabaseName } from '../../database-engine.js';
import type { MigrationJob, MigrationJobResult } from '../../migration-job.js';
import { Rehearsal } from '../../rehearsal.js';
import type { SqliteLocations } from '../sqlite-locations.js';
import { COMPANION_SUFFIXES, SqlitePaths } from '../sqlite-paths.js';
import { assertAllowed } from '../statement-policy.js';
import { Original } from './original.js';
import { makeScratchFolder, sweepScratchFolders } from './scratch-folder.js';

/** Runs a migration job on a file. */
export type RunJob = (path: string, job: MigrationJob) => Promise<MigrationJobResult>;

/** Copies of database files in a data folder of their own on the same disk. */
export class SqliteRehearsal extends Rehearsal {
  private constructor(
    private readonly locations: SqliteLocations,
    private readonly folder: string,
    private readonly runJob: RunJob,
  ) {
    super();
  }

  /** Makes the folder; those that killed processes left are removed. */
  static async begin({ work }: SqlitePaths, locations: SqliteLocations, runJob: RunJob): Promise<SqliteRehearsal> {
    await sweepScratchFolders(work);
    return new SqliteRehearsal(locations, await makeScratchFolder(work), runJob);
  }

  override async read(name: DatabaseName, sql: string, stamp?: number): Promise<unknown[]> {
    const original = await this.original(name, stamp);
    return original.read((database) => database.prepare(assertAllowed(sql)).all());
  }

  override async run(job: MigrationJob): Promise<MigrationJobResult> {
    const copy = new SqlitePaths(this.folder).of(job.database);
    await mkdir(dirname(copy), { recursive: true });
    try {
      await (await this.original(job.database, job.stamp)).copyTo(copy);
      return await this.runJob(copy, job);
    } finally {
      for (const suffix of ['', ...COMPANION_SUFFIXES]) await rm(copy + suffix, { force: true });
    }
  }

  override async end(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private async original(name: DatabaseName, stamp: number | undefined): Promise<Original> {
    return new Original(await this.locations.of(name, stamp), this.folder);
  }
}
