import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import type { CompanyCells } from '../cells/company-cells.js';
import { MigrationHistoryError } from '../database.errors.js';
import type { Migration, MigrationSql } from '../migration.js';
import { SqliteSnapshot } from '../sqlite/snapshots/sqlite-snapshot.js';
import type { DatabaseSnapshot, SnapshotOptions } from '../snapshot.js';
import { readHistory } from './migrate-database.js';
import { copyToSqlite } from './sqlite-copy.js';
import { inTransaction, READING } from './transactions.js';

/**
 * Snapshots of PostgreSQL databases as SQLite files: whoever reads them slowly holds no connection, and an export of a
 * company has the same content whatever engine it comes from.
 */
export class PostgresSnapshots {
  private readonly sqlite = new Map<string, MigrationSql>();

  /** @param folder where files are made, and unlinked at once. @param cells what sensitive columns are encrypted with. */
  constructor(
    private readonly folder: string,
    private readonly cells: CompanyCells,
  ) {}

  /** Remembers how SQLite's tables are made. */
  learn(migration: Migration): void {
    this.sqlite.set(migration.name, migration.sqlite);
  }

  /** @throws MigrationHistoryError for a database with a migration that this program does not know. */
  async take(
    client: Client,
    stamp: number | undefined,
    { without = [], isSealed = false }: SnapshotOptions,
  ): Promise<DatabaseSnapshot> {
    const cells = isSealed ? undefined : await this.cells.secretsOf(stamp);
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const path = join(this.folder, `snapshot-${randomUUID()}.sqlite3`);
    await inTransaction(client, READING, async () => {
      const history = await readHistory(client);
      const statements = history.flatMap(({ name }) => this.statementsOf(name));
      await copyToSqlite(client, { path, statements, stamp: stamp ?? 0, without, cells });
    });
    return SqliteSnapshot.open(path);
  }

  private statementsOf(name: string): readonly string[] {
    const known = this.sqlite.get(name);
    if (known === undefined) throw new MigrationHistoryError('unknown', name);
    return known.up;
  }
}
