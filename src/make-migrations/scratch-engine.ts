import { describePostgresStatements, SqliteEngine } from '../database/index.js';
import type { EngineKind, PostgresConnection, SchemaDescription } from '../database/index.js';
import type { FillValues } from './fill-values.js';
import { postgresStatements } from './sql/postgres-sql.js';
import { sqliteStatements } from './sql/sqlite-sql.js';
import type { SchemaChange } from './table-change.js';

/** An engine on which migrations are tried: its SQL, and what becomes of it. */
export interface ScratchEngine {
  readonly kind: EngineKind;
  /** The schema that statements make in an empty database. @throws the engine's own errors. */
  describe(statements: readonly string[]): Promise<SchemaDescription>;
  /** The statements that make a change. @throws ValueNeededError, UnsupportedChangeError */
  statements(change: SchemaChange, fill: FillValues): string[];
}

/** SQLite in memory; it writes nothing. */
export function scratchSqlite(): ScratchEngine {
  const engine = new SqliteEngine('.');
  return {
    kind: 'sqlite',
    describe: (statements) => engine.describeMigrated([{ name: '', checksum: '', up: statements, down: [] }]),
    statements: sqliteStatements,
  };
}

export function scratchPostgres(connection: PostgresConnection): ScratchEngine {
  return {
    kind: 'postgres',
    describe: (statements) => describePostgresStatements(connection, statements),
    statements: postgresStatements,
  };
}
