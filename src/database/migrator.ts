import type { DataSource } from 'typeorm';
import type { Clock } from '../common/index.js';
import type { DatabaseEngine, DatabaseName, SchemaSession } from './database-engine.js';
import {
  CREATE_HISTORY,
  HISTORY_TABLE,
  noneIfNeverMigrated,
  pendingMigrations,
  READ_HISTORY,
} from './migration-history.js';
import type { AppliedMigration } from './migration-history.js';
import { checksum } from './migration.js';
import type { Migration } from './migration.js';

/** Brings databases to the newest migration; all pending ones of a database in one transaction, or none. */
export class Migrator {
  constructor(
    private readonly engine: DatabaseEngine,
    private readonly migrations: readonly Migration[],
    private readonly clock: Clock,
  ) {}

  /** Name of the newest migration; empty when there is none. */
  get head(): string {
    return this.migrations.at(-1)?.name ?? '';
  }

  /**
   * Applies what is pending. A database that has all is only looked at: whoever holds it for long, and there may be one
   * among thousands, must not keep a program from starting, nor need a start check every row's foreign keys. Two callers, in one process or two, never collide: the second waits for the first, reads
   * the history inside its own transaction and finds nothing to do.
   * @param stamp the owner's number that the database must carry; absent: not checked.
   * @returns names of the migrations applied now, in order.
   * @throws MigrationHistoryError, ForeignKeyCheckError, DatabaseMissingError, ForeignDatabaseError, DatabaseBusyError, or
   *   the error of the statement that failed; the database is then as it was.
   */
  async migrate(name: DatabaseName, stamp?: number): Promise<string[]> {
    if ((await this.pending(name, stamp)).length === 0) return [];
    const work = async (session: SchemaSession): Promise<string[]> => {
      await session.query(CREATE_HISTORY);
      const applied = (await session.query(READ_HISTORY)) as AppliedMigration[];
      const pending = pendingMigrations(this.migrations, applied);
      for (const migration of pending) await this.apply(session, migration);
      return pending.map((migration) => migration.name);
    };
    return this.engine.withSchema(name, work, stamp);
  }

  /**
   * Names of the migrations that a database waits for, in order; it need not be open.
   * @param stamp the owner's number that the database must carry; absent: not checked.
   * @throws MigrationHistoryError, DatabaseMissingError, ForeignDatabaseError.
   */
  async pending(name: DatabaseName, stamp?: number): Promise<string[]> {
    const history = await this.engine.read(name, READ_HISTORY, stamp).catch(noneIfNeverMigrated);
    return pendingMigrations(this.migrations, history as AppliedMigration[]).map((migration) => migration.name);
  }

  /** Whether an opened database has all migrations. @throws MigrationHistoryError. */
  async isCurrent(dataSource: DataSource): Promise<boolean> {
    const applied = await dataSource.query<AppliedMigration[]>(READ_HISTORY).catch(noneIfNeverMigrated);
    return pendingMigrations(this.migrations, applied).length === 0;
  }

  private async apply(session: SchemaSession, migration: Migration): Promise<void> {
    const startedMs = performance.now();
    for (const sql of this.engine.sqlOf(migration).up) await session.query(sql);
    const durationMs = Math.round(performance.now() - startedMs);
    await session.query(`INSERT INTO ${HISTORY_TABLE} (name, checksum, applied_at, duration_ms) VALUES (?, ?, ?, ?)`, [
      migration.name,
      checksum(migration),
      this.clock.now().toISOString(),
      durationMs,
    ]);
  }
}
