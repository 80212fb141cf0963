import type { DataSource } from 'typeorm';
import type { Clock } from '../common/index.js';
import type { DatabaseEngine, DatabaseName } from './database-engine.js';
import { noneIfNeverMigrated, pendingMigrations, READ_HISTORY } from './migration-history.js';
import type { AppliedMigration } from './migration-history.js';
import type { MigrationJob, MigrationStep } from './migration-job.js';
import { checksum } from './migration.js';
import type { Migration } from './migration.js';

export interface MigrationOptions {
  /** The owner's number that the database must carry; absent: not checked. */
  readonly stamp?: number | undefined;
  /** Whether a copy is made first; on unless said otherwise. */
  readonly snapshot?: boolean | undefined;
  /** Takes everything newer than the migration of this name back instead; '': everything. */
  readonly keep?: string | undefined;
  /** What the history says of when they were applied; otherwise it is now. */
  readonly appliedAt?: Date | undefined;
}

/** Brings databases to the newest migration; all pending ones of a database in one transaction, or none. */
export class Migrator {
  /** All migrations, in order, as this engine runs them. */
  readonly steps: readonly MigrationStep[];

  constructor(
    private readonly engine: DatabaseEngine,
    private readonly migrations: readonly Migration[],
    private readonly clock: Clock,
  ) {
    this.steps = migrations.map((migration) => stepOf(engine, migration));
  }

  /** All migrations as another engine runs them. */
  stepsFor(engine: DatabaseEngine): readonly MigrationStep[] {
    return engine.kind === this.engine.kind ? this.steps : this.migrations.map((each) => stepOf(engine, each));
  }

  /** Name of the newest migration; empty when there is none. */
  get head(): string {
    return this.steps.at(-1)?.name ?? '';
  }

  /**
   * Applies what is pending. A database that has all is only looked at: whoever holds it for long, and there may be one
   * among thousands, must not keep a program from starting, nor need a start check every row's foreign keys. Two callers,
   * in one process or two, never collide: the second waits for the first, reads the history inside its own transaction
   * and finds nothing to do.
   * @param stamp the owner's number that the database must carry; absent: not checked.
   * @returns names of the migrations applied now, in order.
   * @throws what MigrationExecutor throws; the database is then as it was.
   */
  async migrate(name: DatabaseName, stamp?: number): Promise<readonly string[]> {
    if ((await this.pending(name, stamp)).length === 0) return [];
    return (await this.engine.migrate(this.job(name, { stamp }))).applied;
  }

  /** What `migrate` or its undoing comes to, for whoever runs it in another thread. */
  job(database: DatabaseName, { stamp, snapshot = true, keep, appliedAt }: MigrationOptions = {}): MigrationJob {
    const instant = appliedAt ?? this.clock.now();
    return { database, stamp, snapshot, keep, steps: this.steps, appliedAt: instant.toISOString() };
  }

  /** Names of what is pending after a history. @throws MigrationHistoryError. */
  pendingAfter(applied: readonly AppliedMigration[]): string[] {
    return pendingMigrations(this.steps, applied).map((migration) => migration.name);
  }

  /**
   * Names of the migrations that a database waits for, in order; it need not be open.
   * @param stamp the owner's number that the database must carry; absent: not checked.
   * @throws MigrationHistoryError, DatabaseMissingError, ForeignDatabaseError.
   */
  async pending(name: DatabaseName, stamp?: number): Promise<string[]> {
    const history = await this.engine.read(name, READ_HISTORY, stamp).catch(noneIfNeverMigrated);
    return this.pendingAfter(history as AppliedMigration[]);
  }

  /** Whether an opened database has all migrations. @throws MigrationHistoryError. */
  async isCurrent(dataSource: DataSource): Promise<boolean> {
    const applied = await dataSource.query<AppliedMigration[]>(READ_HISTORY).catch(noneIfNeverMigrated);
    return pendingMigrations(this.steps, applied).length === 0;
  }
}

function stepOf(engine: DatabaseEngine, migration: Migration): MigrationStep {
  const { up, down } = engine.sqlOf(migration);
  const { name, moved } = migration;
  return { name, checksum: checksum(migration), up, down, ...(moved && { moved }) };
}
