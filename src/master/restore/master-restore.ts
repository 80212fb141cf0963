import type { Clock } from '../../common/index.js';
import { wrappingKeys } from '../../config/index.js';
import type { Settings } from '../../config/index.js';
import {
  DatabaseBusyError,
  DatabaseMissingError,
  engineFor,
  gateFor,
  isDamage,
  KeyWrapping,
  MigrationHistoryError,
  Migrator,
  orderMigrations,
  sqliteNumberAfter,
} from '../../database/index.js';
import type {
  DatabaseEngine,
  DatabaseName,
  InstallationGate,
  MigrationClass,
  SchemaSession,
} from '../../database/index.js';
import { BackupRefusedError, UnlistedBackups } from '../../fleet/index.js';
import type { FoundBackup } from '../../fleet/index.js';
import { DatabaseOwners } from './database-owners.js';
import { companyFiles } from './company-files.js';
import type { CompanyFiles, RestoredCompany } from './company-files.js';
import { presentFacts } from './present-facts.js';
import type { PresentFacts, Row } from './present-facts.js';
import { MasterInUseError, MasterNotHereError, MasterUnreadableError } from './restore.errors.js';
import { RestoredRows } from './restored-rows.js';

/** Numbers left out after the last known one of a table: some may have been given out and taken back since. */
const GAP = 1000;
/** The same when nobody knows any more which numbers have been given out. */
const WIDE_GAP = 1_000_000;
const PATIENCE_MS = 5000;

/** What a restore of the master database came to. */
export interface RestoredMaster extends Omit<CompanyFiles, 'largestNumber'> {
  /** ISO 8601: the moment of which it is now. */
  readonly createdAt: string;
  readonly migrated: readonly string[];
  /** Path of the backup of what was replaced; null: there was none, or it could not be read. */
  readonly savedAs: string | null;
  /** Slugs of companies that had been erased since, and are erased again. */
  readonly erasedAgain: readonly string[];
  /** Backups that were made since and are in the list again. */
  readonly backupsFound: number;
}

/**
 * Puts a backup in the place of the master database, when no process has it open. It stands by itself: there may be no master
 * database that the program could be put together with.
 */
export class MasterRestore {
  private readonly backups: UnlistedBackups;
  private readonly migrator: Migrator;
  private readonly wrapping: KeyWrapping;

  private constructor(
    settings: Settings,
    private readonly engine: DatabaseEngine,
    private readonly clock: Clock,
    private readonly gate: InstallationGate | undefined,
    migrations: readonly MigrationClass[],
  ) {
    this.backups = new UnlistedBackups(settings, engine, clock);
    this.wrapping = new KeyWrapping(wrappingKeys(settings));
    this.migrator = new Migrator(engine, orderMigrations(migrations), clock);
  }

  /** @param migrations all of the master database. @throws MasterNotHereError. */
  static async of(settings: Settings, clock: Clock, migrations: readonly MigrationClass[]): Promise<MasterRestore> {
    if (settings.databaseEngine !== 'sqlite') throw new MasterNotHereError();
    const engine = await engineFor(settings);
    return new MasterRestore(settings, engine, clock, gateFor(engine, settings, clock), migrations);
  }

  /**
   * @param path of the backup.
   * @param isForced whether to go on when the present state cannot be read, and is lost.
   * @throws MasterInUseError; BackupKeyMissingError, BackupRefusedError; MasterUnreadableError;
   *   InstallationMovedError. The database is as it was then.
   */
  async restore(path: string, isForced: boolean): Promise<RestoredMaster> {
    const isThere = await this.assertUnused();
    if (isThere) await this.gate?.assertHere().catch(ignoreDamage);
    const { scratch } = this.backups;
    try {
      const { createdAt } = await this.backups.open(path);
      const migrated = await this.migrate(scratch);
      const savedAs = isThere ? await this.save(isForced) : null;
      const facts = await presentFacts(this.engine);
      const keys = facts?.keys ?? ((await this.engine.read(scratch, 'SELECT * FROM database_key')) as Row[]);
      const owners = new DatabaseOwners(this.engine, this.wrapping, keys);
      const elsewhere = new Set((facts?.places.get('database_place') ?? []).map((row) => Number(row.company_id)));
      const inFiles = (await this.companies(scratch)).filter(({ id }) => !elsewhere.has(id));
      const files = await companyFiles(this.engine, inFiles, owners);
      const found = await this.backups.all();
      const changes = await this.engine.withSchema(scratch, (session) => this.adjust(session, facts, files, found));
      await this.engine.copies.replace(scratch, 'master', PATIENCE_MS).catch(refuseInUse);
      for (const { from, to } of files.renamed) await this.engine.rename(from, to);
      return { createdAt, migrated, savedAs, ...changes, ...told(files, changes.erasedAgain) };
    } finally {
      await this.engine.drop(scratch).catch(() => undefined);
    }
  }

  /** @returns whether there is one. */
  private async assertUnused(): Promise<boolean> {
    try {
      await this.engine.whenUnused('master', 0);
      return true;
    } catch (error) {
      if (error instanceof DatabaseBusyError) throw new MasterInUseError();
      // One that cannot be read is nobody's to use.
      return !(error instanceof DatabaseMissingError);
    }
  }

  private async migrate(scratch: DatabaseName): Promise<readonly string[]> {
    return this.migrator.migrate(scratch).catch((error: unknown) => {
      throw error instanceof MigrationHistoryError ? new BackupRefusedError('newer-schema', error) : error;
    });
  }

  private async save(isForced: boolean): Promise<string | null> {
    try {
      return await this.backups.save();
    } catch (error) {
      if (!isDamage(error)) throw error;
      if (!isForced) throw new MasterUnreadableError();
      return null;
    }
  }

  private async companies(scratch: DatabaseName): Promise<RestoredCompany[]> {
    const sql =
      'SELECT id, slug, database_name AS "database" FROM master_company WHERE status <> \'provisioning\' ORDER BY id';
    return (await this.engine.read(scratch, sql)) as RestoredCompany[];
  }

  private async adjust(
    session: SchemaSession,
    facts: PresentFacts | undefined,
    { largestNumber }: CompanyFiles,
    found: readonly FoundBackup[],
  ): Promise<Pick<RestoredMaster, 'erasedAgain' | 'backupsFound'>> {
    const rows = new RestoredRows(session, this.clock.now());
    await rows.removeStale();
    if (facts !== undefined) {
      await rows.takeKeys(facts);
      await rows.takePlaces(facts);
      await rows.takeBrokenOff(facts);
    }
    const erasedAgain = facts === undefined ? [] : await rows.eraseAgain(facts);
    const backupsFound = await rows.listBackups(found);
    // Whatever carries the number of a company that is not known any more must not become another company's.
    const ofCompanies = Math.max(
      largestNumber,
      ...found.map(({ manifest }) => manifest.companyId ?? 0),
      ...(facts?.certificates ?? []).map((row) => Number(row.company_id)),
    );
    for (const { name } of await this.numbered()) {
      const [row] = (await session.query(`SELECT max(id) AS last FROM "${name}"`)) as { last: unknown }[];
      const last = Math.max(Number(row?.last ?? 0), facts?.last.get(name) ?? 0);
      const least = name === 'master_company' ? Math.max(last, ofCompanies) : last;
      await sqliteNumberAfter(session, name, least + (facts === undefined ? WIDE_GAP : GAP));
    }
    return { erasedAgain, backupsFound };
  }

  private async numbered(): Promise<{ readonly name: string }[]> {
    return (await this.engine.describe(this.backups.scratch)).filter(({ isNumbered }) => isNumbered);
  }
}

/** Of what is erased again nobody misses the database. */
function told(
  { withoutDatabase, withoutCompany, renamed }: CompanyFiles,
  erasedAgain: readonly string[],
): Omit<CompanyFiles, 'largestNumber'> {
  return {
    withoutDatabase: withoutDatabase.filter(({ slug }) => !erasedAgain.includes(slug)),
    withoutCompany,
    renamed,
  };
}

function ignoreDamage(error: unknown): void {
  if (!isDamage(error)) throw error;
}

function refuseInUse(error: unknown): never {
  throw error instanceof DatabaseBusyError ? new MasterInUseError() : error;
}
