import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Client } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { DatabaseEngine } from '../database-engine.js';
import type { DatabaseName, DatabaseSchema, SchemaSession } from '../database-engine.js';
import type { DatabaseInspection } from '../inspection.js';
import type { MigrationExecutor, MigrationJob, MigrationJobResult, MigrationStep } from '../migration-job.js';
import type { Migration, MigrationSql } from '../migration.js';
import type { Rehearsal } from '../rehearsal.js';
import { describePostgresSchema } from '../schema/index.js';
import type { SchemaDescription } from '../schema/index.js';
import type { DatabaseSnapshot } from '../snapshot.js';
import type { ConnectionLane, LaneTarget } from './connection-lane.js';
import { inspectDatabase } from './inspect-database.js';
import { migrateDatabase } from './migrate-database.js';
import { PostgresDataSource } from './postgres-data-source.js';
import { PostgresDatabases } from './postgres-databases.js';
import { openingError } from './postgres-errors.js';
import { PostgresMigrations } from './postgres-migrations.js';
import { PostgresRehearsal } from './postgres-rehearsal.js';
import { DEFAULT_LIMITS, PostgresServer } from './postgres-server.js';
import type { ConnectionLimits } from './postgres-server.js';
import { PostgresSnapshots } from './postgres-snapshots.js';
import { grantStamp, grantRows, letIn } from './rights.js';
import { madeBy } from './scratch-schema.js';
import { ServerAddress } from './server-address.js';
import { assertStamp, setStamp } from './stamp.js';
import { isMadeBy } from './template-content.js';
import { TenantRoles } from './tenant-roles.js';
import { inSchemaTransaction, inTransaction, READING } from './transactions.js';

/** Longest wait in milliseconds of schema changes for whoever uses the database. */
const SCHEMA_WAIT_MS = 10_000;

/** All that lock counts take the same number, and the server keeps locks of each database apart. */
const COUNTS_LOCK = 7_305_612;

const USED_BYTES = `SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint AS bytes FROM pg_class
  WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`;

export interface PostgresOptions {
  /** DATABASE_URL. */
  readonly masterUrl: string;
  /** POSTGRES_ADMIN_URL. */
  readonly adminUrl?: string | undefined;
  /** Encrypts the passwords of companies' roles. */
  readonly key: KeyObject;
  /** Folder for files that are unlinked as soon as they are made. */
  readonly scratch: string;
  readonly limits?: Partial<ConnectionLimits>;
}

/** Databases on a PostgreSQL server, one for each company, with a role of its own. */
export class PostgresEngine extends DatabaseEngine implements OnApplicationShutdown {
  readonly kind = 'postgres';
  readonly hasOneWriter = false;
  readonly server: PostgresServer;
  private readonly databases: PostgresDatabases;
  private readonly roles: TenantRoles;
  private readonly snapshots: PostgresSnapshots;
  private readonly migrations = new PostgresMigrations((job) => this.migrate(job));

  constructor({ masterUrl, adminUrl, key, scratch, limits }: PostgresOptions) {
    super();
    this.server = new PostgresServer(new ServerAddress(masterUrl, adminUrl), { ...DEFAULT_LIMITS, ...limits });
    this.databases = new PostgresDatabases(this.server);
    this.roles = new TenantRoles(this.server, key);
    this.snapshots = new PostgresSnapshots(join(scratch, 'tenant_databases', '.work'));
  }

  override dataSource(name: DatabaseName, schema: DatabaseSchema): DataSource {
    return new PostgresDataSource(this.server.address.nameOf(name), schema, this.lane(name, schema.stamp));
  }

  override exists(name: DatabaseName): Promise<boolean> {
    return this.databases.exists(name);
  }

  override async create(name: DatabaseName): Promise<void> {
    const { address } = this.server;
    if (name === 'master' && address.hasAdmin)
      await this.server.atHome((client) => this.roles.makeServing(client, address.masterRole, address.masterPassword));
    await this.databases.create(name);
    if (name === 'master')
      await this.server.atHome((client) => letIn(client, address.nameOf(name), address.masterRole));
  }

  override async copy(template: DatabaseName, name: DatabaseName, stamp: number): Promise<void> {
    const role = await this.roles.make(stamp);
    await this.databases.copy(template, name);
    await this.asAdmin(name, undefined, (client) =>
      inTransaction(client, 'BEGIN', async () => {
        await setStamp(client, stamp);
        await grantStamp(client, role);
        await grantRows(client, role);
      }),
    );
    await this.server.atHome((client) => letIn(client, this.server.address.nameOf(name), role));
  }

  override async loadTemplate(name: DatabaseName, steps: readonly MigrationStep[]): Promise<boolean> {
    if (!(await this.databases.exists(name))) return false;
    return this.asAdmin(name, undefined, (client) => isMadeBy(client, steps));
  }

  override writtenAt(name: DatabaseName): Promise<Date | undefined> {
    return this.databases.madeAt(name);
  }

  override rename(from: DatabaseName, to: DatabaseName): Promise<void> {
    return this.databases.rename(from, to);
  }

  override async drop(name: DatabaseName): Promise<void> {
    const stamp = await this.databases.drop(name);
    if (stamp !== undefined) await this.roles.drop(stamp);
  }

  override whenUnused(name: DatabaseName, waitMs: number): Promise<void> {
    return this.databases.whenUnused(name, waitMs);
  }

  override sizeBytes(name: DatabaseName): Promise<number> {
    return this.databases.sizeBytes(name);
  }

  override async usedBytes(manager: EntityManager): Promise<number> {
    const [row] = await manager.query<{ bytes: number }[]>(USED_BYTES);
    return row?.bytes ?? 0;
  }

  override async lockCounts(transaction: EntityManager): Promise<void> {
    await transaction.query(`SELECT pg_advisory_xact_lock(${COUNTS_LOCK})`);
  }

  override async snapshot(
    name: DatabaseName,
    stamp: number,
    without: readonly string[] = [],
  ): Promise<DatabaseSnapshot> {
    const lane = this.lane(name, stamp);
    try {
      return await lane.use((client) => this.snapshots.take(client, stamp, without));
    } finally {
      await lane.close();
    }
  }

  override list(kind: 'tenant' | 'provisioning' | 'template'): Promise<DatabaseName[]> {
    return this.databases.list(kind);
  }

  override read(name: DatabaseName, sql: string, stamp?: number): Promise<unknown[]> {
    return this.asAdmin(name, stamp, (client) =>
      inTransaction(client, READING, async () => (await client.query<object>(sql)).rows),
    );
  }

  override withSchema<T>(
    name: DatabaseName,
    work: (session: SchemaSession) => Promise<T>,
    stamp?: number,
  ): Promise<T> {
    return this.asAdmin(name, stamp, (client) => {
      const query: SchemaSession['query'] = async (sql, parameters = []) =>
        (await client.query<object>(sql, [...parameters])).rows;
      return inSchemaTransaction(client, SCHEMA_WAIT_MS, () => work({ query }));
    });
  }

  override describe(name: DatabaseName, stamp?: number): Promise<SchemaDescription> {
    return this.asAdmin(name, stamp, (client) =>
      describePostgresSchema(async (sql) => (await client.query<object>(sql)).rows),
    );
  }

  override inspect(name: DatabaseName, stamp: number): Promise<DatabaseInspection> {
    return this.asAdmin(name, stamp, inspectDatabase);
  }

  override async removeLeftovers(): Promise<void> {
    // A transaction that was killed leaves nothing.
  }

  override describeMigrated(steps: readonly MigrationStep[]): Promise<SchemaDescription> {
    return this.server.atHome(async (client) => (await madeBy(client, steps.flatMap(({ up }) => up))).schema);
  }

  override async migrate(job: MigrationJob): Promise<MigrationJobResult> {
    const { database, stamp } = job;
    const role = database === 'master' ? this.server.address.masterRole : this.roleOf(stamp);
    return this.asAdmin(database, stamp, (client) => migrateDatabase(client, job, role, SCHEMA_WAIT_MS));
  }

  override executor(): MigrationExecutor {
    return this.migrations;
  }

  override rehearsal(): Promise<Rehearsal> {
    return Promise.resolve(new PostgresRehearsal(this.server, this.databases));
  }

  override sqlOf(migration: Migration): MigrationSql {
    this.snapshots.learn(migration);
    return migration.postgres;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.roles.close();
    await this.server.close();
  }

  /** Connections of whoever serves a database: to a company's, as its own role; to one that is nobody's, as the admin. */
  private lane(name: DatabaseName, stamp: number | undefined): ConnectionLane {
    const check: LaneTarget['check'] = (client) => assertStamp(client, name, stamp);
    if (name === 'master') return this.server.masterLane({ check });
    const { address } = this.server;
    const url = async (): Promise<string> =>
      stamp === undefined ? address.forAdmin(name) : address.of(name, await this.roles.credentialsOf(stamp));
    return this.server.tenantLane({ name, url, check });
  }

  private async asAdmin<T>(
    name: DatabaseName,
    stamp: number | undefined,
    work: (client: Client) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.server.asAdmin(name, async (client) => {
        await assertStamp(client, name, stamp);
        return work(client);
      });
    } catch (error) {
      throw openingError(error, name);
    }
  }

  private roleOf(stamp: number | undefined): string | undefined {
    return stamp === undefined ? undefined : this.server.address.roleOf(stamp);
  }
}
