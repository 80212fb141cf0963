import { DatabaseKey } from './keys/database-key.entity.js';
import { DatabaseKeys20261127000900 } from './keys/migrations/20261127000900-database-keys.js';
import { InstallationMove } from './installation/installation-move.entity.js';
import { InstallationMove20261128002000 } from './installation/migrations/20261128002000-installation-move.js';
import { LeaseRow } from './leases/lease-row.entity.js';
import { Leases20261124000310 } from './leases/migrations/20261124000310-leases.js';
import { DatabaseRole } from './roles/database-role.entity.js';
import { DatabaseRoles20261127000300 } from './roles/migrations/20261127000300-database-roles.js';
import { DatabasePlace } from './servers/database-place.entity.js';
import { DatabaseServer } from './servers/database-server.entity.js';
import { KeptDatabase } from './servers/kept-database.entity.js';
import { DatabaseServers20261128001000 } from './servers/migrations/20261128001000-database-servers.js';

export {
  isExclusionViolation,
  isForeignKeyViolation,
  isUniqueViolation,
  violatedIndex,
} from './constraint-violation.js';
export { BoundedReads } from './bounded-reads.js';
export type { BoundedRows, ReadValue } from './bounded-reads.js';
export { CellCipher, isSealed } from './cells/cell-cipher.js';
export type { CellMove } from './cells/cell-moves.js';
export * from './cells/cells.errors.js';
export { secretsOf } from './cells/company-cells.js';
export { sensitiveTables } from './cells/sensitive-columns.js';
export type { SensitiveColumn, SensitiveTable } from './cells/sensitive-columns.js';
export { countLater } from './count-later.js';
export type { DatabaseContent } from './database-content.js';
export { DatabaseCopies } from './database-copies.js';
export { DatabaseEncryption } from './database-encryption.js';
export { DatabaseEngine } from './database-engine.js';
export type { DatabaseName, DatabaseSchema, EngineKind, SchemaSession } from './database-engine.js';
export { TENANT_KEY_MAX_LENGTH, tenantDatabaseName } from './database-name.js';
export * from './database.errors.js';
export { DATABASE_MEASURES } from './database-measures.js';
export { engineFor, postgresEngine } from './engine-for.js';
export { gateFor, goalOf } from './installation/gate-for.js';
export { closeEngine } from './servers/server-engines.js';
export { arrivingName, InstallationGate, MOVE_TTL_MS } from './installation/installation-gate.js';
export { InstallationMove } from './installation/installation-move.entity.js';
export * from './installation/installation.errors.js';
export { DatabaseModule } from './database.module.js';
export type { MasterSchema } from './database.module.js';
export { GroupCommit } from './group-commit.js';
export { holdText } from './hold-text.js';
export { LEASE_TTL_MS, Leases } from './leases/leases.js';
export type { Lease } from './leases/leases.js';
export { MasterDatabase } from './master-database.js';
export { MasterReadiness } from './master-readiness.js';
export { insertNumbered } from './insert-numbered.js';
export { DatabaseKey } from './keys/database-key.entity.js';
export * from './keys/keys.errors.js';
export * from './leases/leases.errors.js';
export { KeyWrapping } from './keys/key-wrapping.js';
export { DatabaseKeys } from './keys/database-keys.js';
export type { CompanyKey } from './keys/database-keys.js';
export { insertRow } from './insert-row.js';
export type { DatabaseInspection } from './inspection.js';
export { MigrationExecutor } from './migration-job.js';
export type { MigrationJob, MigrationJobResult, MigrationStep } from './migration-job.js';
export { HISTORY_TABLE } from './migration-history.js';
export type { AppliedMigration } from './migration-history.js';
export { fingerprint, orderMigrations } from './migration.js';
export type { Migration, MigrationClass, MigrationSql } from './migration.js';
export { Migrator } from './migrator.js';
export { MasterNews } from './news/master-news.js';
export type { NewsTopic } from './news/master-news.js';
export type { MigrationOptions } from './migrator.js';
export { Rehearsal } from './rehearsal.js';
export { describePostgresStatements } from './postgres/scratch-database.js';
export type { PostgresConnection } from './postgres/scratch-database.js';
export { textMoves } from './sqlite/text-moves.js';
export { RowLookup } from './row-lookup.js';
export { DatabaseSnapshot } from './snapshot.js';
export type { SnapshotRow, SnapshotTable, SnapshotValue } from './snapshot.js';
export { createIndex, differences, isFrozen, schemaFingerprint, thawed } from './schema/index.js';
export type {
  ColumnDescription,
  ForeignKeyDescription,
  IndexDescription,
  SchemaDescription,
  TableDescription,
} from './schema/index.js';
export { entityMetadata } from './entity-metadata.js';
export type { BuiltMetadata } from './entity-metadata.js';
export { DatabaseMoving } from './database-moving.js';
export { DatabaseServer, SERVER_STATES } from './servers/database-server.entity.js';
export type { ServerState } from './servers/database-server.entity.js';
export { KeptDatabase } from './servers/kept-database.entity.js';
export { routedEngineFor } from './servers/routed-engine-for.js';
export { BUILT_IN_SERVERS } from './servers/database-places.js';
export { ServerCatalogue } from './servers/server-catalogue.js';
export type { ServerChange, ServerLoad } from './servers/server-catalogue.js';
export { ServerReach } from './servers/server-reach.js';
export { URL_SETTING } from './servers/server-address-of.js';
export * from './servers/servers.errors.js';
export * from './storage.errors.js';
export { isDamage, namedStorageFault } from './storage-faults.js';
export { StorageReadiness } from './storage-readiness.js';
export { openForeignSqlite } from './sqlite/snapshots/foreign-file.js';
export { sqliteNumberAfter, sqliteOwnerOf } from './sqlite/numbers.js';
export { SqliteEngine } from './sqlite/sqlite-engine.js';
export { OvertakenError } from './overtaken.errors.js';
export { runLater, runsLater } from './run-later.js';
export { runUnheard } from './unheard-statement.js';

/** What this folder adds to the master database. */
export const DATABASE_SCHEMA = {
  entities: [LeaseRow, DatabaseRole, DatabaseKey, DatabaseServer, DatabasePlace, KeptDatabase, InstallationMove],
  migrations: [
    Leases20261124000310,
    DatabaseRoles20261127000300,
    DatabaseKeys20261127000900,
    DatabaseServers20261128001000,
    InstallationMove20261128002000,
  ],
};
