import type { OnApplicationShutdown } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { DatabaseEngine } from '../database-engine.js';
import type { DatabaseName, DatabaseSchema, EngineKind, SchemaSession } from '../database-engine.js';
import type { DatabaseEncryption } from '../database-encryption.js';
import type { DatabaseInspection } from '../inspection.js';
import type { DatabaseKeys } from '../keys/database-keys.js';
import type { Migration, MigrationSql } from '../migration.js';
import type { MigrationExecutor, MigrationJob, MigrationJobResult, MigrationStep } from '../migration-job.js';
import type { Rehearsal } from '../rehearsal.js';
import type { SchemaDescription } from '../schema/index.js';
import type { DatabaseSnapshot, SnapshotOptions } from '../snapshot.js';
import { ownerOf } from './owner-of-name.js';
import { RoutedCopies } from './routed-copies.js';
import { RoutedExecutor, RoutedRehearsal } from './routed-migrations.js';
import { RoutedMoving } from './routed-moving.js';
import { RoutedReads } from './routed-reads.js';
import type { Route } from './routed-copies.js';
import type { ServerEngines } from './server-engines.js';

type Kind = 'tenant' | 'provisioning' | 'template' | 'scratch';

/**
 * All servers of an installation as one engine: what is done to a company's database is done by the engine of the server
 * that has it, by the company's number or the database's name. Databases of nobody are where settings say.
 */
export class RoutedEngine extends DatabaseEngine implements OnApplicationShutdown {
  readonly kind: EngineKind;
  readonly hasOneWriter: boolean;
  override readonly copies: RoutedCopies;
  override readonly moving: RoutedMoving;
  override readonly reads: RoutedReads;
  override readonly encryption: DatabaseEncryption | undefined;
  private readonly jobs: RoutedExecutor;
  private readonly route: Route = (name, stamp) => this.at(name, stamp);

  constructor(readonly servers: ServerEngines) {
    super();
    this.kind = servers.home.kind;
    this.hasOneWriter = servers.home.hasOneWriter;
    this.encryption = servers.home.encryption;
    this.copies = new RoutedCopies(this.route);
    this.moving = new RoutedMoving(this.route);
    this.reads = new RoutedReads(this.route);
    this.jobs = new RoutedExecutor(servers, this.route);
  }

  override useMaster(master: DataSource, keys: DatabaseKeys): void {
    this.servers.useMaster(master, keys);
    this.cells.keys = keys;
  }

  override async holding(companyId: number): Promise<DatabaseEngine> {
    return this.servers.at(await this.servers.places?.of(companyId));
  }

  override named(server: string): Promise<DatabaseEngine> {
    return this.servers.named(server);
  }

  override eachServer(work: (engine: DatabaseEngine) => Promise<void>): Promise<void> {
    return this.servers.each(work);
  }

  override async rotateSecrets(): Promise<number> {
    // Passwords of roles are in one table for all servers: whoever has it at hand does all of them.
    const engines = await this.servers.all();
    const first = engines.find(({ kind }) => kind === 'postgres');
    return first === undefined ? 0 : first.rotateSecrets();
  }

  /** Of nobody's database; that of a company is asked of the engine that holds it. */
  override dataSource(name: DatabaseName, schema: DatabaseSchema): DataSource {
    return this.home.dataSource(name, schema);
  }

  override async exists(name: DatabaseName, stamp?: number): Promise<boolean> {
    return (await this.at(name, stamp)).exists(name);
  }

  override async create(name: DatabaseName): Promise<void> {
    await (await this.at(name)).create(name);
  }

  override async copy(template: DatabaseName, name: DatabaseName, stamp: number): Promise<void> {
    await (await this.at(name, stamp)).copy(template, name, stamp);
  }

  override loadTemplate(name: DatabaseName, steps: readonly MigrationStep[]): Promise<boolean> {
    return this.home.loadTemplate(name, steps);
  }

  override async writtenAt(name: DatabaseName): Promise<Date | undefined> {
    return (await this.at(name)).writtenAt(name);
  }

  override async rename(from: DatabaseName, to: DatabaseName, stamp?: number): Promise<void> {
    await (await this.at(from, stamp)).rename(from, to);
  }

  override async drop(name: DatabaseName, stamp?: number): Promise<void> {
    await (await this.at(name, stamp)).drop(name);
  }

  override async whenUnused(name: DatabaseName, waitMs: number, stamp?: number): Promise<void> {
    await (await this.at(name, stamp)).whenUnused(name, waitMs, stamp);
  }

  override async sizeBytes(name: DatabaseName, stamp?: number): Promise<number> {
    return (await this.at(name, stamp)).sizeBytes(name);
  }

  override async usedBytes(manager: EntityManager): Promise<number> {
    return (await this.servers.like(manager)).usedBytes(manager);
  }

  override async lockCounts(transaction: EntityManager, tables?: readonly string[]): Promise<Date | undefined> {
    return (await this.servers.like(transaction)).lockCounts(transaction, tables);
  }

  override async snapshot(name: DatabaseName, stamp?: number, options?: SnapshotOptions): Promise<DatabaseSnapshot> {
    return (await this.at(name, stamp)).snapshot(name, stamp, options);
  }

  override async list(kind: Kind): Promise<DatabaseName[]> {
    const lists = await Promise.all((await this.servers.all()).map((engine) => engine.list(kind)));
    return [...new Set(lists.flat())].sort();
  }

  override async read(name: DatabaseName, sql: string, stamp?: number): Promise<unknown[]> {
    return (await this.at(name, stamp)).read(name, sql, stamp);
  }

  override async withSchema<T>(
    name: DatabaseName,
    work: (session: SchemaSession) => Promise<T>,
    stamp?: number,
  ): Promise<T> {
    return (await this.at(name, stamp)).withSchema(name, work, stamp);
  }

  override async describe(name: DatabaseName, stamp?: number): Promise<SchemaDescription> {
    return (await this.at(name, stamp)).describe(name, stamp);
  }

  override async inspect(name: DatabaseName, stamp: number): Promise<DatabaseInspection> {
    return (await this.at(name, stamp)).inspect(name, stamp);
  }

  override async removeLeftovers(name: DatabaseName): Promise<void> {
    await (await this.at(name)).removeLeftovers(name);
  }

  override async removeCopies(name: DatabaseName): Promise<void> {
    await (await this.at(name)).removeCopies(name);
  }

  override async scrub(name: DatabaseName): Promise<void> {
    await (await this.at(name)).scrub(name);
  }

  override describeMigrated(steps: readonly MigrationStep[]): Promise<SchemaDescription> {
    return this.home.describeMigrated(steps);
  }

  override migrate(job: MigrationJob): Promise<MigrationJobResult> {
    return this.jobs.directly(job);
  }

  override executor(): MigrationExecutor {
    return this.jobs;
  }

  override async rehearsal(): Promise<Rehearsal> {
    return RoutedRehearsal.begin(this.home, this.route, this.jobs);
  }

  override sqlOf(migration: Migration): MigrationSql {
    this.servers.learn(migration);
    this.jobs.learn(migration);
    return this.home.sqlOf(migration);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.servers.close();
  }

  private get home(): DatabaseEngine {
    return this.servers.home;
  }

  private async at(name: DatabaseName, stamp = ownerOf(name)): Promise<DatabaseEngine> {
    const { places } = this.servers;
    if (places === undefined || name === 'master') return this.home;
    if (stamp !== undefined) return this.servers.at(await places.of(stamp));
    return name.startsWith('tenant_') ? this.servers.at(await places.ofDatabase(name)) : this.home;
  }
}
