import { join } from 'node:path';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { DatabaseEngine } from '../database-engine.js';
import type { DatabaseName, DatabaseSchema, SchemaSession } from '../database-engine.js';
import type { DatabaseInspection } from '../inspection.js';
import type { MigrationExecutor, MigrationJob, MigrationJobResult, MigrationStep } from '../migration-job.js';
import type { Migration, MigrationSql } from '../migration.js';
import type { Rehearsal } from '../rehearsal.js';
import { describePostgresSchema } from '../schema/index.js';
import type { SchemaDescription } from '../schema/index.js';
import type { DatabaseSnapshot, SnapshotOptions } from '../snapshot.js';
import { lockCounts } from './counts.js';
import { giveToCompany } from './give-to-company.js';
import { inspectDatabase } from './inspect-database.js';
import { migrateDatabase } from './migrate-database.js';
import { PostgresAccess, runner } from './postgres-access.js';
import { asideOf, PostgresCopies } from './copies/postgres-copies.js';
import { PostgresDataSource } from './postgres-data-source.js';
import { PostgresDatabases } from './postgres-databases.js';
import { PostgresMigrations } from './postgres-migrations.js';
import { PostgresReads } from './postgres-reads.js';
import { PostgresRehearsal, removeRehearsals } from './postgres-rehearsal.js';
import { PostgresMoving } from './postgres-moving.js';
import type { PostgresOptions } from './postgres-options.js';
import { PostgresSnapshots } from './postgres-snapshots.js';
import { letIn } from './rights.js';
import { runSchemaSession, SCHEMA_WAIT_MS } from './schema-session.js';
import { madeBy } from './scratch-schema.js';
import { scrubDatabase } from './scrub-database.js';
import { usedBytes } from './table-rows.js';
import { isMadeBy } from './template-content.js';

/** Databases on a PostgreSQL server, one for each company, with a role of its own. */
export class PostgresEngine extends DatabaseEngine implements OnApplicationShutdown {
  readonly kind = 'postgres';
  readonly hasOneWriter = false;
  readonly copies: PostgresCopies;
  readonly moving: PostgresMoving;
  readonly reads: PostgresReads;
  private readonly access: PostgresAccess;
  private readonly databases: PostgresDatabases;
  private readonly snapshots: PostgresSnapshots;
  private readonly migrations = new PostgresMigrations((job) => this.migrate(job));

  constructor(options: PostgresOptions) {
    super();
    this.access = PostgresAccess.of(options);
    this.databases = new PostgresDatabases(this.access.server);
    this.copies = new PostgresCopies(this.access, this.databases);
    this.moving = new PostgresMoving(this.access);
    this.reads = new PostgresReads(this.access);
    this.snapshots = new PostgresSnapshots(join(options.scratch, 'tenant_databases', '.work'), this.cells);
  }

  override dataSource(name: DatabaseName, schema: DatabaseSchema): DataSource {
    return new PostgresDataSource(this.access.nameOf(name), schema, this.access.lane(name, schema.stamp), this.cells);
  }

  override exists(name: DatabaseName): Promise<boolean> {
    return this.databases.exists(name);
  }

  override async create(name: DatabaseName): Promise<void> {
    const { address } = this.access.server;
    if (name === 'master' && address.hasAdmin)
      await this.access.server.atHome((client) =>
        this.access.roles.makeServing(client, address.masterRole, address.masterPassword),
      );
    await this.databases.create(name);
    if (name === 'master')
      await this.access.server.atHome((client) => letIn(client, address.nameOf(name), address.masterRole));
  }

  override async copy(template: DatabaseName, name: DatabaseName, stamp: number): Promise<void> {
    const role = await this.access.roles.make(stamp);
    await this.databases.copy(template, name);
    await giveToCompany(this.access, name, stamp, role);
  }

  override async loadTemplate(name: DatabaseName, steps: readonly MigrationStep[]): Promise<boolean> {
    if (!(await this.databases.exists(name))) return false;
    return this.access.asAdmin(name, undefined, (client) => isMadeBy(client, steps));
  }

  override writtenAt(name: DatabaseName): Promise<Date | undefined> {
    return this.databases.madeAt(name);
  }

  override rename(from: DatabaseName, to: DatabaseName): Promise<void> {
    return this.databases.rename(from, to);
  }

  override rotateSecrets(): Promise<number> {
    return this.access.roles.reseal();
  }

  override async drop(name: DatabaseName): Promise<void> {
    const stamp = await this.databases.drop(name);
    if (name.startsWith('scratch_')) await this.databases.drop(asideOf(name));
    if (stamp !== undefined) await this.access.roles.drop(stamp);
  }

  override whenUnused(name: DatabaseName, waitMs: number): Promise<void> {
    return this.databases.whenUnused(name, waitMs, () => this.access.hasOpen(name));
  }

  override sizeBytes(name: DatabaseName): Promise<number> {
    return this.databases.sizeBytes(name);
  }

  override async usedBytes(manager: EntityManager): Promise<number> {
    return usedBytes(manager);
  }

  override lockCounts(transaction: EntityManager, tables?: readonly string[]): Promise<Date> {
    return lockCounts(transaction, tables);
  }

  override async snapshot(
    name: DatabaseName,
    stamp?: number,
    options: SnapshotOptions = {},
  ): Promise<DatabaseSnapshot> {
    const lane = this.access.lane(name, stamp);
    try {
      return await lane.use((client) => this.snapshots.take(client, stamp, options));
    } finally {
      await lane.close();
    }
  }

  override list(kind: 'tenant' | 'provisioning' | 'template' | 'scratch'): Promise<DatabaseName[]> {
    return this.databases.list(kind);
  }

  override read(name: DatabaseName, sql: string, stamp?: number): Promise<unknown[]> {
    return this.access.read(name, stamp, sql);
  }

  override withSchema<T>(name: DatabaseName, work: (session: SchemaSession) => Promise<T>, stamp?: number): Promise<T> {
    return this.access.asAdmin(name, stamp, (client) => runSchemaSession(client, SCHEMA_WAIT_MS, work));
  }

  override describe(name: DatabaseName, stamp?: number): Promise<SchemaDescription> {
    return this.access.asAdmin(name, stamp, (client) => describePostgresSchema(runner(client)));
  }

  override inspect(name: DatabaseName, stamp: number): Promise<DatabaseInspection> {
    return this.access.asAdmin(name, stamp, inspectDatabase);
  }

  override async removeLeftovers(): Promise<void> {
    // A transaction that was killed leaves nothing.
  }

  override async removeCopies(name: DatabaseName): Promise<void> {
    await removeRehearsals(this.databases, name);
  }

  override scrub(name: DatabaseName): Promise<void> {
    return this.access.asAdmin(name, undefined, scrubDatabase);
  }

  override async describeMigrated(steps: readonly MigrationStep[]): Promise<SchemaDescription> {
    const statements = steps.flatMap(({ up }) => up);
    return (await this.access.server.atHome((client) => madeBy(client, statements))).schema;
  }

  override async migrate(job: MigrationJob): Promise<MigrationJobResult> {
    const { database, stamp } = job;
    const role = await this.roleServing(database, stamp);
    const cells = await this.cells.everySecretOf(stamp);
    const work = { ...job, cells };
    return this.access.asAdmin(database, stamp, (client) => migrateDatabase(client, work, role, SCHEMA_WAIT_MS));
  }

  override executor(): MigrationExecutor {
    return this.migrations;
  }

  override rehearsal(): Promise<Rehearsal> {
    return Promise.resolve(new PostgresRehearsal(this.access, this.databases, this.cells));
  }

  override sqlOf(migration: Migration): MigrationSql {
    this.snapshots.learn(migration);
    return migration.postgres;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.access.close();
  }

  /** Who may use what migrations make; nobody, where the database is nobody's. */
  private async roleServing(name: DatabaseName, stamp: number | undefined): Promise<string | undefined> {
    if (name === 'master') return this.access.server.address.masterRole;
    return stamp === undefined ? undefined : (await this.access.roles.credentialsOf(stamp)).user;
  }
}
