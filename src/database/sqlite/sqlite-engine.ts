import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DataSource, EntityManager } from 'typeorm';
import { DatabaseEngine } from '../database-engine.js';
import type { DatabaseName, DatabaseSchema, SchemaSession } from '../database-engine.js';
import type { DatabaseInspection } from '../inspection.js';
import type { MigrationExecutor, MigrationJob, MigrationJobResult, MigrationStep } from '../migration-job.js';
import type { Migration, MigrationSql } from '../migration.js';
import type { Rehearsal } from '../rehearsal.js';
import type { DatabaseSnapshot } from '../snapshot.js';
import type { SchemaDescription } from '../schema/index.js';
import { SqliteCopies } from './backups/sqlite-copies.js';
import { describeFile, describeStatements } from './describe-file.js';
import {
  createDurably,
  fileExists,
  filesIn,
  databaseSize,
  removeDatabaseFiles,
  renameDurably,
  writtenAt,
} from './durable-files.js';
import { emptyDatabase } from './empty-database.js';
import { removeCopies, scrubInThread } from './erasing/index.js';
import { whenUnused } from './exclusive-access.js';
import { inspectFile } from './inspect-file.js';
import { flushFile } from './log-flush.js';
import type { FlushFile } from './log-flush.js';
import { migrateFile } from './migrate-file.js';
import { readOnce } from './read-once.js';
import { SqliteRehearsal } from './rehearsal/sqlite-rehearsal.js';
import { DEFAULT_WAITS, retryBusy } from './retry-busy.js';
import type { SqliteWaits } from './retry-busy.js';
import { ReadingThreads } from './reading/reading-threads.js';
import { SlowReads } from './reading/slow-reads.js';
import { runSchemaSession } from './schema-session.js';
import { SideHandles } from './side-handles.js';
import { SqliteDataSource } from './sqlite-data-source.js';
import { takeSnapshotInThread } from './snapshots/snapshot-thread.js';
import { SqliteSnapshot } from './snapshots/sqlite-snapshot.js';
import { SNAPSHOT_SUFFIX, SqlitePaths } from './sqlite-paths.js';
import { SqliteStore } from './sqlite-store.js';
import { SqliteTemplates } from './templates.js';
import { SqliteMigrations } from './threads/sqlite-migrations.js';
import { usedBytes } from './used-bytes.js';

/** File descriptors: 250 tenants × 3 + 32 × 2 + the program's own stay under the usual limit of 1,024. */
const SIDE_HANDLES = 32;

/** Databases as SQLite files under one data folder. */
export class SqliteEngine extends DatabaseEngine {
  readonly kind = 'sqlite';
  readonly hasOneWriter = true;
  override readonly copies: SqliteCopies;
  private readonly paths: SqlitePaths;
  private readonly migrations: SqliteMigrations;
  private readonly readers = new ReadingThreads();
  private readonly sideHandles = new SideHandles(SIDE_HANDLES);
  private readonly templates: SqliteTemplates;

  /**
   * @param dataDir folder that holds or will hold db.sqlite3 and tenant_databases/.
   * @param waits how long work on a locked database waits.
   * @param flush how a log gets to the disk; another one is for tests of failing disks and power cuts.
   */
  constructor(
    dataDir: string,
    private readonly waits: SqliteWaits = DEFAULT_WAITS,
    private readonly flush: FlushFile = flushFile,
  ) {
    super();
    this.paths = new SqlitePaths(dataDir);
    this.copies = new SqliteCopies(this.paths);
    this.migrations = new SqliteMigrations(this.paths, waits.schemaMs);
    this.templates = new SqliteTemplates(this.paths);
  }

  override dataSource(name: DatabaseName, schema: DatabaseSchema): DataSource {
    const location = { name, path: this.paths.of(name), stamp: schema.stamp };
    const slowReads = new SlowReads(location, this.readers);
    const store = new SqliteStore(location, this.sideHandles, this.waits, this.flush, slowReads);
    return new SqliteDataSource(location.path, schema, store);
  }

  override async exists(name: DatabaseName): Promise<boolean> {
    return fileExists(this.paths.of(name));
  }

  override async create(name: DatabaseName): Promise<void> {
    const path = this.paths.of(name);
    await mkdir(dirname(path), { recursive: true });
    if (!(await fileExists(path))) await createDurably(path, emptyDatabase());
  }

  override async copy(template: DatabaseName, name: DatabaseName, stamp: number): Promise<void> {
    return this.templates.copy(template, name, stamp);
  }

  override async loadTemplate(name: DatabaseName, steps: readonly MigrationStep[]): Promise<boolean> {
    return this.templates.load(name, steps);
  }

  override async writtenAt(name: DatabaseName): Promise<Date | undefined> {
    return Promise.resolve(writtenAt(this.paths.of(name)));
  }

  override async rename(from: DatabaseName, to: DatabaseName): Promise<void> {
    return renameDurably(this.paths.of(from), this.paths.of(to));
  }

  override async drop(name: DatabaseName): Promise<void> {
    return removeDatabaseFiles(this.paths.of(name));
  }

  override async whenUnused(name: DatabaseName, waitMs: number): Promise<void> {
    return whenUnused({ name, path: this.paths.of(name) }, waitMs);
  }

  override async sizeBytes(name: DatabaseName): Promise<number> {
    return Promise.resolve(databaseSize(this.paths.of(name)));
  }

  override usedBytes(manager: EntityManager): Promise<number> {
    return usedBytes(manager);
  }

  override async lockCounts(): Promise<void> {
    // Every transaction begins with BEGIN IMMEDIATE: it is alone already.
  }

  override async snapshot(
    name: DatabaseName,
    stamp: number,
    without: readonly string[] = [],
  ): Promise<DatabaseSnapshot> {
    const target = this.paths.scratch(name);
    await mkdir(dirname(target), { recursive: true });
    await takeSnapshotInThread({ source: { name, path: this.paths.of(name), stamp }, target, without });
    return SqliteSnapshot.open(target);
  }

  override async list(kind: 'tenant' | 'provisioning' | 'template' | 'scratch'): Promise<DatabaseName[]> {
    const files = await filesIn(kind === 'tenant' ? this.paths.tenants : this.paths.work);
    const names = files.map((file) => this.paths.nameOf(file)).filter((name) => name !== undefined);
    return names.filter((name) => name.startsWith(`${kind}_`)).sort();
  }

  override async read(name: DatabaseName, sql: string, stamp?: number): Promise<unknown[]> {
    return retryBusy(this.waits.fileMs, () => readOnce({ name, path: this.paths.of(name), stamp }, sql));
  }

  override async withSchema<T>(
    name: DatabaseName,
    work: (session: SchemaSession) => Promise<T>,
    stamp?: number,
  ): Promise<T> {
    return runSchemaSession({ name, path: this.paths.of(name), stamp }, this.waits.schemaMs, work);
  }

  override async describe(name: DatabaseName, stamp?: number): Promise<SchemaDescription> {
    return retryBusy(this.waits.fileMs, () => describeFile({ name, path: this.paths.of(name), stamp }));
  }

  override async inspect(name: DatabaseName, stamp: number): Promise<DatabaseInspection> {
    return retryBusy(this.waits.fileMs, () => inspectFile({ name, path: this.paths.of(name), stamp }));
  }

  override async removeLeftovers(name: DatabaseName): Promise<void> {
    await rm(this.paths.of(name) + SNAPSHOT_SUFFIX, { force: true });
  }

  override async removeCopies(name: DatabaseName): Promise<void> {
    return removeCopies(this.paths, name);
  }

  override async scrub(name: DatabaseName): Promise<void> {
    return scrubInThread({ name, path: this.paths.of(name) }, this.waits.schemaMs);
  }

  override describeMigrated(steps: readonly MigrationStep[]): Promise<SchemaDescription> {
    return Promise.resolve().then(() => describeStatements(steps.flatMap(({ up }) => up)));
  }

  override async migrate(job: MigrationJob): Promise<MigrationJobResult> {
    return retryBusy(this.waits.schemaMs, () => migrateFile(this.paths.of(job.database), job));
  }

  override executor(): MigrationExecutor {
    return this.migrations;
  }

  override async rehearsal(): Promise<Rehearsal> {
    return SqliteRehearsal.begin(this.paths, (path, job) => this.migrations.runOn(path, job));
  }

  override sqlOf(migration: Migration): MigrationSql {
    return migration.sqlite;
  }
}
