import type Database from 'better-sqlite3';
import type { DatabaseName } from '../database-engine.js';
import { DatabaseMoving } from '../database-moving.js';
import { freezeTables, REFUSAL, thawTables } from './freeze-triggers.js';
import { openDatabase } from './open-database.js';
import { readOnce } from './read-once.js';
import { retryBusy } from './retry-busy.js';
import { sqliteCode } from './sqlite-codes.js';
import type { SqliteLocations } from './sqlite-locations.js';

/** Longest wait for other writers where a caller names none, in milliseconds. */
const WAIT_MS = 10_000;

/** Whether a statement failed because its database is frozen. */
export function isFrozen(error: unknown): boolean {
  return sqliteCode(error) === 'SQLITE_CONSTRAINT_TRIGGER' && (error as Error).message === REFUSAL;
}

/** A frozen file has triggers: they go with it, hold in every process that has it open, and cannot be half there. */
export class SqliteMoving extends DatabaseMoving {
  constructor(private readonly locations: SqliteLocations) {
    super();
  }

  override freeze(name: DatabaseName, stamp: number | undefined, waitMs: number): Promise<void> {
    return this.alone(name, stamp, waitMs, freezeTables);
  }

  override thaw(name: DatabaseName, stamp: number | undefined, waitMs: number): Promise<void> {
    return this.alone(name, stamp, waitMs, thawTables);
  }

  override async lastNumbers(name: DatabaseName, stamp: number | undefined): Promise<Readonly<Record<string, number>>> {
    const location = await this.locations.of(name, stamp);
    const rows = await retryBusy(WAIT_MS, () => readOnce(location, 'SELECT name, seq FROM sqlite_sequence'));
    return Object.fromEntries((rows as { name: string; seq: number }[]).map((row) => [row.name, row.seq]));
  }

  override continueAfter(
    name: DatabaseName,
    stamp: number | undefined,
    last: Readonly<Record<string, number>>,
  ): Promise<void> {
    return this.alone(name, stamp, WAIT_MS, (database) => {
      const raise = database.prepare('UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?');
      const begin = database.prepare('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)');
      for (const [table, number] of Object.entries(last))
        if (raise.run(number, table).changes === 0) begin.run(table, number);
    });
  }

  override obstacles(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  override async prepareMaster(): Promise<void> {
    // Whoever may read the file may serve it.
  }

  private async alone(
    name: DatabaseName,
    stamp: number | undefined,
    waitMs: number,
    work: (database: Database.Database) => void,
  ): Promise<void> {
    const location = await this.locations.of(name, stamp);
    await retryBusy(waitMs, () => {
      const database = openDatabase(location);
      try {
        database.exec('BEGIN IMMEDIATE');
        work(database);
        database.exec('COMMIT');
      } finally {
        database.close();
      }
    });
  }
}
