import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DataSource, EntityManager } from 'typeorm';
import { DatabaseEngine } from '../database-engine.js';
import type { DatabaseName, DatabaseSchema, SchemaSession } from '../database-engine.js';
import type { DatabaseInspection } from '../inspection.js';
import type { MigrationExecutor, MigrationJob, MigrationJobResult, MigrationStep } from '../migration-job.js';
import type { Migration, MigrationSql } from '../migration.js';
import type { Rehearsal } from '../rehearsal.js';
import type { DatabaseSnapshot, SnapshotOptions } from '../snapshot.js';
import type { SchemaDescription } from '../schema/index.js';
import { SqliteCopies } from './backups/sqlite-copies.js';
import { SqliteEncryption } from './cipher/sqlite-encryption.js';
import { describeFile, describeStatements } from './describe-file.js';
import * as files from './durable-files.js';
import { emptyDatabase } from './empty-database.js';
import { removeCopies, scrubInThread } from './erasing/index.js';
import { whenUnused } from './exclusive-access.js';
import { inspectFile } from './inspect-file.js';
import { flushFile } from './log-flush.js';
import type { FlushFile } from './log-flush.js';
import { migrateFile } from './migrate-file.js';
import type { SqliteLocation } from './open-database.js';
import { readOnce } from './read-once.js';
import { SqliteReads } from './reading/sqlite-reads.js';
import { SqliteRehearsal } from './rehearsal/sqlite-rehearsal.js';
import { DEFAULT_WAITS, retryBusy } from './retry-busy.js';
import type { SqliteWaits } from './retry-busy.js';
import { runSchemaSession } from './schema-session.js';
import { takeSnapshotInThread } from './snapshots/snapshot-thread.js';
import { SqliteSnapshot } from './snapshots/sqlite-snapshot.js';
import { SqliteDataSources } from './sqlite-data-sources.js';
import { SqliteLocations } from './sqlite-locations.js';
import { SqliteMoving } from './sqlite-moving.js';
import { SNAPSHOT_SUFFIX, SqlitePaths } from './sqlite-paths.js';
import { SqliteTemplates } from './templates.js';
import { SqliteMigrations } from './threads/sqlite-migrations.js';
import { usedBytes } from './used-bytes.js';

/** Databases as SQLite files under one data folder. */
export class SqliteEngine extends DatabaseEngine {
  readonly kind = 'sqlite';
  readonly hasOneWriter = true;
  override readonly copies: SqliteCopies;
  override readonly moving: SqliteMoving;
  override readonly encryption: SqliteEncryption;
  override readonly reads: SqliteReads;
  private readonly paths: SqlitePaths;
  private readonly dataSources: SqliteDataSources;
  private readonly locations: SqliteLocations;
  private readonly migrations: SqliteMigrations;
  private readonly templates: SqliteTemplates;

  /** @param dataDir holds db.sqlite3 and tenant_databases/, or will. @param flush another one is for tests of failing disks. */
  constructor(
    dataDir: string,
    private readonly waits: SqliteWaits = DEFAULT_WAITS,
    flush: FlushFile = flushFile,
  ) {
    super();
    this.paths = new SqlitePaths(dataDir);
    this.locations = new SqliteLocations(this.paths);
    this.dataSources = new SqliteDataSources(this.paths, this.locations, this.cells, waits, flush);
    this.copies = new SqliteCopies(this.paths, this.locations);
    this.moving = new SqliteMoving(this.locations);
    this.encryption = new SqliteEncryption(this.paths, this.locations);
    this.reads = new SqliteReads(this.locations);
    this.migrations = new SqliteMigrations(this.paths, this.locations, this.cells, waits.schemaMs);
    this.templates = new SqliteTemplates(this.paths, this.locations);
  }

  override dataSource(name: DatabaseName, schema: DatabaseSchema): DataSource {
    return this.dataSources.make(name, schema);
  }

  override async exists(name: DatabaseName): Promise<boolean> {
    return files.fileExists(this.paths.of(name));
  }

  override async create(name: DatabaseName): Promise<void> {
    return files.createIfMissing(this.paths.of(name), emptyDatabase);
  }

  override async copy(template: DatabaseName, name: DatabaseName, stamp: number): Promise<void> {
    return this.templates.copy(template, name, stamp);
  }

  override async loadTemplate(name: DatabaseName, steps: readonly MigrationStep[]): Promise<boolean> {
    return this.templates.load(name, steps);
  }

  override async writtenAt(name: DatabaseName): Promise<Date | undefined> {
    return Promise.resolve(files.writtenAt(this.paths.of(name)));
  }

  override async rename(from: DatabaseName, to: DatabaseName): Promise<void> {
    return files.renameDurably(this.paths.of(from), this.paths.of(to));
  }

  override async drop(name: DatabaseName): Promise<void> {
    return files.removeDatabaseFiles(this.paths.of(name));
  }

  override async whenUnused(name: DatabaseName, waitMs: number, stamp?: number): Promise<void> {
    return whenUnused(await this.locations.of(name, stamp), waitMs);
  }

  override async sizeBytes(name: DatabaseName): Promise<number> {
    return Promise.resolve(files.databaseSize(this.paths.of(name)));
  }

  override usedBytes(manager: EntityManager): Promise<number> {
    return usedBytes(manager);
  }

  /** Every transaction begins with BEGIN IMMEDIATE: it is alone already. */
  override async lockCounts(): Promise<undefined> {
    // Nothing.
  }

  override async snapshot(
    name: DatabaseName,
    stamp?: number,
    { without = [], isSealed = false }: SnapshotOptions = {},
  ): Promise<DatabaseSnapshot> {
    const target = this.paths.scratch(name);
    await mkdir(dirname(target), { recursive: true });
    const source = await this.locations.of(name, stamp);
    const cells = isSealed ? undefined : await this.cells.secretsOf(stamp);
    await takeSnapshotInThread({ source, target, without, cells });
    return SqliteSnapshot.open(target, source.key);
  }

  override async list(kind: 'tenant' | 'provisioning' | 'template' | 'scratch'): Promise<DatabaseName[]> {
    const found = await files.filesIn(kind === 'tenant' ? this.paths.tenants : this.paths.work);
    const names = found.map((file) => this.paths.nameOf(file)).filter((name) => name !== undefined);
    return names.filter((name) => name.startsWith(`${kind}_`)).sort();
  }

  override async read(name: DatabaseName, sql: string, stamp?: number): Promise<unknown[]> {
    return this.look(name, stamp, (location) => readOnce(location, sql));
  }

  override async withSchema<T>(
    name: DatabaseName,
    work: (session: SchemaSession) => Promise<T>,
    stamp?: number,
  ): Promise<T> {
    return runSchemaSession(await this.locations.of(name, stamp), this.waits.schemaMs, work);
  }

  override async describe(name: DatabaseName, stamp?: number): Promise<SchemaDescription> {
    return this.look(name, stamp, describeFile);
  }

  override async inspect(name: DatabaseName, stamp: number): Promise<DatabaseInspection> {
    return this.look(name, stamp, inspectFile);
  }

  override async removeLeftovers(name: DatabaseName): Promise<void> {
    await rm(this.paths.of(name) + SNAPSHOT_SUFFIX, { force: true });
  }

  override async removeCopies(name: DatabaseName): Promise<void> {
    return removeCopies(this.paths, name);
  }

  override async scrub(name: DatabaseName): Promise<void> {
    return scrubInThread(await this.locations.of(name, undefined), this.waits.schemaMs);
  }

  override describeMigrated(steps: readonly MigrationStep[]): Promise<SchemaDescription> {
    return Promise.resolve().then(() => describeStatements(steps.flatMap(({ up }) => up)));
  }

  override async migrate(job: MigrationJob): Promise<MigrationJobResult> {
    const { path, key } = await this.locations.of(job.database, job.stamp);
    const cells = await this.cells.everySecretOf(job.stamp);
    return retryBusy(this.waits.schemaMs, () => migrateFile(path, { ...job, cells }, key));
  }

  override executor(): MigrationExecutor {
    return this.migrations;
  }

  override async rehearsal(): Promise<Rehearsal> {
    return SqliteRehearsal.begin(this.paths, this.locations, (path, job) => this.migrations.runOn(path, job));
  }

  override sqlOf(migration: Migration): MigrationSql {
    return migration.sqlite;
  }

  private async look<T>(name: DatabaseName, stamp: number | undefined, look: (at: SqliteLocation) => T): Promise<T> {
    const location = await this.locations.of(name, stamp);
    return retryBusy(this.waits.fileMs, () => look(location));
  }
}
