import type { DataSource, EntityManager } from 'typeorm';
import type { BoundedReads } from './bounded-reads.js';
import { CompanyCells } from './cells/company-cells.js';
import type { DatabaseCopies } from './database-copies.js';
import type { DatabaseEncryption } from './database-encryption.js';
import type { DatabaseMoving } from './database-moving.js';
import type { DatabaseName, DatabaseSchema, EngineKind, SchemaSession } from './database-types.js';
import type { DatabaseInspection } from './inspection.js';
import type { MigrationExecutor, MigrationJob, MigrationJobResult, MigrationStep } from './migration-job.js';
import type { SchemaDescription } from './schema/index.js';
import type { DatabaseKeys } from './keys/database-keys.js';
import type { MigrationSql, Migration } from './migration.js';
import type { Rehearsal } from './rehearsal.js';
import { UnknownServerError } from './servers/servers.errors.js';
import type { DatabaseSnapshot, SnapshotOptions } from './snapshot.js';

export type { DatabaseName, DatabaseSchema, EngineKind, SchemaSession } from './database-types.js';

/**
 * What SQLite and PostgreSQL do differently. Everything else is written once against this port. All names are checked
 * against the allow-list; a name that does not fit throws DatabaseNameError.
 */
export abstract class DatabaseEngine {
  abstract readonly kind: EngineKind;

  /** Whether a transaction keeps all others from writing to its database, from its beginning to its end. */
  abstract readonly hasOneWriter: boolean;

  /** Copies of whole databases, for backups. */
  abstract readonly copies: DatabaseCopies;

  /** What reports read. */
  abstract readonly reads: BoundedReads;

  /** What is done to databases that are moved to another server. */
  abstract readonly moving: DatabaseMoving;

  /**
   * The engine of the server that has a company's database: itself, where there is one server. Who does more with it than
   * one step asks for it once, under the company's lock.
   * @throws UnknownServerError, ServerAddressError for a server that this process was not told of.
   */
  holding(_companyId: number): Promise<DatabaseEngine> {
    return Promise.resolve(this);
  }

  /** The engine of a server by its name. @throws UnknownServerError, ServerAddressError. */
  named(server: string): Promise<DatabaseEngine> {
    return server === this.kind ? Promise.resolve(this) : Promise.reject(new UnknownServerError(server));
  }

  /** Does `work` on each server. One that cannot be reached is left out, but for that of settings, whose error is thrown. */
  async eachServer(work: (engine: DatabaseEngine) => Promise<void>): Promise<void> {
    await work(this);
  }

  /** Tells it what the master database knows, once that is open. */
  useMaster(_master: DataSource, keys: DatabaseKeys): void {
    this.encryption?.useKeys(keys);
    this.cells.keys = keys;
  }

  /**
   * Encrypts with the present key of the installation what this engine keeps encrypted with the one before.
   * @returns how many secrets.
   */
  rotateSecrets(): Promise<number> {
    return Promise.resolve(0);
  }

  /** What encrypts the sensitive columns of companies' databases: a DataSource reads and writes them as plain text. */
  readonly cells = new CompanyCells();

  /** Encrypted databases; undefined: the files are a server's. */
  readonly encryption: DatabaseEncryption | undefined;

  /** A DataSource, not yet initialized. Opening it never creates the database: DatabaseMissingError. */
  abstract dataSource(name: DatabaseName, schema: DatabaseSchema): DataSource;

  /** @param stamp number of the company that a database is or was made for: by a name alone it may not be found yet. */
  abstract exists(name: DatabaseName, stamp?: number): Promise<boolean>;

  /** Makes an empty database. An existing one is left as it is. */
  abstract create(name: DatabaseName): Promise<void>;

  /**
   * Makes `name` a durable copy of the closed database `template`, stamped with its owner's number.
   * @throws DatabaseMissingError when there is no template; an error when `name` exists.
   */
  abstract copy(template: DatabaseName, name: DatabaseName, stamp: number): Promise<void>;

  /**
   * Makes a template ready for `copy`, if it is whole and is what these migrations make of an empty database; the copies
   * are of what was looked at, whatever becomes of the template meanwhile.
   * @returns false when there is none, or another one.
   */
  abstract loadTemplate(name: DatabaseName, steps: readonly MigrationStep[]): Promise<boolean>;

  /** When a closed database was last written to; undefined when there is none. */
  abstract writtenAt(name: DatabaseName): Promise<Date | undefined>;

  /** Renames a closed database, durably and atomically. @param stamp as above. @throws an error when `to` exists. */
  abstract rename(from: DatabaseName, to: DatabaseName, stamp?: number): Promise<void>;

  /** Removes a closed database with all that belongs to it; none is fine. @param stamp as above. */
  abstract drop(name: DatabaseName, stamp?: number): Promise<void>;

  /**
   * Waits until nobody, in any process, has the database open; the next to open it is not kept from doing so.
   * @param waitMs longest wait in milliseconds.
   * @param stamp the owner's number, if the database may be encrypted with the owner's key.
   * @throws DatabaseBusyError when somebody still has it open then; DatabaseMissingError.
   */
  abstract whenUnused(name: DatabaseName, waitMs: number, stamp?: number): Promise<void>;

  /** Size on disk in bytes, 0 when there is none. @param stamp as above. */
  abstract sizeBytes(name: DatabaseName, stamp?: number): Promise<number>;

  /**
   * Bytes that the data of an open database takes up, as `manager` sees it: without what deleted rows left free, which
   * the next rows take, although the file keeps it.
   */
  abstract usedBytes(manager: EntityManager): Promise<number>;

  /**
   * From here to the end of the transaction nobody else passes here on this database, in any process, or has changed `tables` and
   * not ended. What counts rows to decide upon them calls it first. @returns the server's time, not after the lock; if there is one.
   */
  abstract lockCounts(transaction: EntityManager, tables?: readonly string[]): Promise<Date | undefined>;

  /**
   * The database as it is at this moment, for reading at leisure; whoever uses it meanwhile notices nothing.
   * @param stamp the owner's number that the database must carry; absent: not checked.
   * @throws DatabaseMissingError, ForeignDatabaseError, DatabaseUnreadableError.
   */
  abstract snapshot(name: DatabaseName, stamp?: number, options?: SnapshotOptions): Promise<DatabaseSnapshot>;

  /** Names of all databases of a kind that exist. */
  abstract list(kind: 'tenant' | 'provisioning' | 'template' | 'scratch'): Promise<DatabaseName[]>;

  /**
   * Runs one reading statement on a database that need not be open, waiting for none of its writers.
   * @param stamp the owner's number that the database must carry; absent: not checked.
   */
  abstract read(name: DatabaseName, sql: string, stamp?: number): Promise<unknown[]>;

  /**
   * Runs `work` as one exclusive transaction for schema changes, with foreign keys unenforced while it runs and checked
   * before it is committed; whatever it throws undoes all of it. Others that want the same wait, in any process.
   * @param stamp the owner's number that the database must carry; absent: not checked.
   * @throws ForeignDatabaseError; ForeignKeyCheckError when the result would have rows that refer to nothing.
   */
  abstract withSchema<T>(name: DatabaseName, work: (session: SchemaSession) => Promise<T>, stamp?: number): Promise<T>;

  /**
   * What the schema of a database really looks like, whatever its history of migrations says; it need not be open.
   * @param stamp the owner's number that the database must carry; absent: not checked.
   * @throws DatabaseMissingError, ForeignDatabaseError, DatabaseUnreadableError.
   */
  abstract describe(name: DatabaseName, stamp?: number): Promise<SchemaDescription>;

  /**
   * Looks at all of a database, which need not be open and may be in use; it is not changed. That takes as long as reading it.
   * @param stamp the owner's number that the database must carry.
   * @throws DatabaseMissingError, ForeignDatabaseError, DatabaseUnreadableError.
   */
  abstract inspect(name: DatabaseName, stamp: number): Promise<DatabaseInspection>;

  /** Removes what killed processes left beside a database, on which nobody else works. */
  abstract removeLeftovers(name: DatabaseName): Promise<void>;

  /** Removes copies of a database that this program makes for a while, whoever made them and whether still in use or not. */
  abstract removeCopies(name: DatabaseName): Promise<void>;

  /**
   * Leaves no byte of rows that were deleted or overwritten in a database that is in use: neither in its unused space nor in
   * its log. It takes as long as writing the database anew; whoever writes meanwhile waits.
   * @throws DatabaseBusyError when others did not let it in; deleted rows may still be readable then.
   */
  abstract scrub(name: DatabaseName): Promise<void>;

  /** What these migrations make of an empty database; nothing is left of it. */
  abstract describeMigrated(steps: readonly MigrationStep[]): Promise<SchemaDescription>;

  /**
   * Brings one database up to date, or back, with all that belongs to it: see MigrationExecutor, which may do the same in
   * other threads.
   * @throws what MigrationExecutor throws.
   */
  abstract migrate(job: MigrationJob): Promise<MigrationJobResult>;

  /** What runs many migrations, side by side where this engine can, and away from the thread that answers requests. */
  abstract executor(): MigrationExecutor;

  /** A place to look at databases and to try migrations on copies of them. What earlier ones left is removed. */
  abstract rehearsal(): Promise<Rehearsal>;

  /** This engine's half of a migration. */
  abstract sqlOf(migration: Migration): MigrationSql;
}
