import type { DatabaseEngine, DatabaseName } from '../database-engine.js';
import type { Migration } from '../migration.js';
import { MigrationExecutor } from '../migration-job.js';
import type { MigrationJob, MigrationJobResult } from '../migration-job.js';
import { Rehearsal } from '../rehearsal.js';
import type { Route } from './routed-copies.js';
import type { ServerEngines } from './server-engines.js';

/** Runs migrations where the databases are, each engine in its own words. */
export class RoutedExecutor extends MigrationExecutor {
  private readonly known = new Map<string, Migration>();
  private readonly executors = new Map<DatabaseEngine, MigrationExecutor>();
  private readonly home: MigrationExecutor;

  constructor(
    private readonly servers: ServerEngines,
    private readonly route: Route,
  ) {
    super();
    this.home = this.of(servers.home);
  }

  get width(): number {
    return this.home.width;
  }

  set width(width: number) {
    for (const executor of this.executors.values()) executor.width = width;
  }

  learn(migration: Migration): void {
    this.known.set(migration.name, migration);
  }

  override async run(job: MigrationJob): Promise<MigrationJobResult> {
    const engine = await this.route(job.database, job.stamp);
    return this.of(engine).run(this.inWordsOf(engine, job));
  }

  /** The same in this thread, see DatabaseEngine.migrate. */
  async directly(job: MigrationJob): Promise<MigrationJobResult> {
    const engine = await this.route(job.database, job.stamp);
    return engine.migrate(this.inWordsOf(engine, job));
  }

  inWordsOf(engine: DatabaseEngine, job: MigrationJob): MigrationJob {
    if (engine.kind === this.servers.home.kind) return job;
    const steps = job.steps.map((step) => {
      const migration = this.known.get(step.name);
      return migration === undefined ? step : { ...step, ...engine.sqlOf(migration) };
    });
    return { ...job, steps };
  }

  private of(engine: DatabaseEngine): MigrationExecutor {
    const known = this.executors.get(engine) ?? engine.executor();
    if (!this.executors.has(engine) && this.home !== undefined) known.width = this.home.width;
    this.executors.set(engine, known);
    return known;
  }
}

/** Tries migrations on copies, each on the server that has the original. */
export class RoutedRehearsal extends Rehearsal {
  private readonly begun = new Map<DatabaseEngine, Promise<Rehearsal>>();

  private constructor(
    private readonly route: Route,
    private readonly jobs: RoutedExecutor,
  ) {
    super();
  }

  static async begin(home: DatabaseEngine, route: Route, jobs: RoutedExecutor): Promise<RoutedRehearsal> {
    const rehearsal = new RoutedRehearsal(route, jobs);
    await rehearsal.at(home);
    return rehearsal;
  }

  override async read(name: DatabaseName, sql: string, stamp?: number): Promise<unknown[]> {
    return (await this.at(await this.route(name, stamp))).read(name, sql, stamp);
  }

  override async run(job: MigrationJob): Promise<MigrationJobResult> {
    const engine = await this.route(job.database, job.stamp);
    return (await this.at(engine)).run(this.jobs.inWordsOf(engine, job));
  }

  override async end(): Promise<void> {
    for (const rehearsal of this.begun.values()) await (await rehearsal.catch(() => undefined))?.end();
  }

  private at(engine: DatabaseEngine): Promise<Rehearsal> {
    const rehearsal = this.begun.get(engine) ?? engine.rehearsal();
    this.begun.set(engine, rehearsal);
    return rehearsal;
  }
}
