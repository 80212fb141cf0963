import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { Secret, wrappingKeys } from '../../config/index.js';
import {
  closeEngine,
  DatabaseBusyError,
  DatabaseKeys,
  KeyWrapping,
  MigrationHistoryError,
  Migrator,
  orderMigrations,
} from '../../database/index.js';
import type { DatabaseEngine, DatabaseName, Migration } from '../../database/index.js';
import { MoveRefusedError } from '../servers/moving.errors.js';
import { bothEngines } from './installation-parts.js';
import type { BothEngines, InstallationParts } from './installation-parts.js';

const KEY_BYTES = 32;
const COMPANIES = `SELECT company.id, company.slug, company.database_name AS "database" FROM master_company company
  LEFT JOIN database_place place ON place.company_id = company.id
  WHERE company.status IN ('active', 'suspended') AND place.server IS NULL ORDER BY company.id`;
const MOVED = `SELECT count(*) AS n FROM master_company WHERE id IN (SELECT company_id FROM database_place)`;
const UNFINISHED = "SELECT count(*) AS n FROM master_company WHERE status IN ('provisioning', 'erasing')";
const RUNNING = "SELECT kind, company_slug AS slug FROM fleet_operation WHERE state = 'running' ORDER BY id";
const WAS_MOVED = "SELECT state FROM installation_move WHERE state = 'moved'";
const BACKUPS = 'SELECT count(*) AS n FROM fleet_backup';

/** A company in a file. */
export interface SurveyedCompany {
  readonly slug: string;
  readonly bytes: number;
  /** What keeps it from being moved; undefined: nothing that is known. */
  readonly problem: unknown;
}

/** What moving an installation would come to. */
export interface Survey {
  /** Those that are in files. */
  readonly companies: readonly SurveyedCompany[];
  /** How many are on servers already. */
  readonly companiesMoved: number;
  readonly masterBytes: number;
  /** What keeps the installation from being moved, each in a sentence. */
  readonly obstacles: readonly string[];
  /** What is to be known before, each in a sentence. */
  readonly notes: readonly string[];
}

interface CompanyRow {
  readonly id: number;
  readonly slug: string;
  readonly database: DatabaseName;
}

/** Looks at an installation in files and at the server that it is to go to, and changes nothing. */
export class InstallationSurvey {
  private readonly master: readonly Migration[];
  private readonly home: DatabaseEngine;
  private readonly target: DatabaseEngine;

  private constructor(
    { home, target }: BothEngines,
    private readonly parts: InstallationParts,
  ) {
    this.home = home;
    this.target = target;
    this.master = orderMigrations(parts.schema.migrations);
  }

  /** @throws MoveRefusedError when settings do not say where from, or where to. */
  static async look(parts: InstallationParts): Promise<Survey> {
    const { settings } = parts;
    // No role's password is read or written; so that no key need be made for it.
    const tenantEncryptionKey = settings.tenantEncryptionKey ?? new Secret(randomBytes(KEY_BYTES).toString('base64'));
    const engines = await bothEngines({ ...settings, tenantEncryptionKey });
    try {
      return await new InstallationSurvey(engines, parts).survey();
    } finally {
      await closeEngine(engines.target);
    }
  }

  private async survey(): Promise<Survey> {
    const unready = await this.unready();
    if (unready.length === 0 && (await this.isMoved()))
      unready.push('This installation was moved to PostgreSQL before.');
    const nothing = { companies: [], companiesMoved: 0, masterBytes: 0, obstacles: unready, notes: [] };
    if (unready.length > 0) return nothing;
    const obstacles = await this.ofServer();
    const notes = await this.inUse();
    const master = await this.home.dataSource('master', this.parts.schema).initialize();
    try {
      this.home.useMaster(master, new DatabaseKeys(master, new KeyWrapping(wrappingKeys(this.parts.settings))));
      const companies = await this.companies(master, obstacles.length > 0 ? [] : await this.target.list('tenant'));
      const companiesMoved = await numberOf(master, MOVED);
      const masterBytes = await this.home.sizeBytes('master');
      return { companies, companiesMoved, masterBytes, obstacles, notes: [...notes, ...(await notesOf(master))] };
    } finally {
      await master.destroy();
    }
  }

  /** Why the master database could not be read by this program. */
  private async unready(): Promise<string[]> {
    if (!(await this.home.exists('master'))) return ['There is no installation in DATA_DIR.'];
    try {
      const pending = await new Migrator(this.home, this.master, this.parts.clock).pending('master');
      return pending.length === 0
        ? []
        : [`The master database waits for ${pending.length} migrations: run migrate first.`];
    } catch (error) {
      if (error instanceof MigrationHistoryError)
        return [`The master database is not of this program's version: ${error.detail}`];
      throw error;
    }
  }

  private async isMoved(): Promise<boolean> {
    return (await this.home.read('master', WAS_MOVED)).length > 0;
  }

  private async ofServer(): Promise<string[]> {
    const obstacles = await this.target.moving.obstacles();
    if (obstacles.length > 0) return [...obstacles];
    const isTaken = await this.target.exists('master');
    return isTaken ? ['The server has a master database of the name in DATABASE_URL already.'] : [];
  }

  private async inUse(): Promise<string[]> {
    try {
      await this.home.whenUnused('master', 0);
      return [];
    } catch (error) {
      if (!(error instanceof DatabaseBusyError)) throw error;
      return ['Servers run: companies are moved meanwhile, but for the master database they must be stopped.'];
    }
  }

  private async companies(master: DataSource, taken: readonly DatabaseName[]): Promise<SurveyedCompany[]> {
    const migrator = new Migrator(this.home, this.parts.tenants.migrations, this.parts.clock);
    const companies: SurveyedCompany[] = [];
    for (const { id, slug, database } of await master.query<CompanyRow[]>(COMPANIES)) {
      const problem = await problemOf(migrator, { id, database, isTaken: taken.includes(database) });
      companies.push({ slug, bytes: await this.home.sizeBytes(database, id), problem });
    }
    return companies;
  }
}

async function problemOf(
  migrator: Migrator,
  { id, database, isTaken }: Pick<CompanyRow, 'id' | 'database'> & { readonly isTaken: boolean },
): Promise<unknown> {
  if (isTaken) return new MoveRefusedError('The server has a database of that name already.');
  try {
    const pending = await migrator.pending(database, id);
    if (pending.length === 0) return undefined;
    return new MoveRefusedError(`Its database waits for ${pending.length} migrations: run migrate-tenants first.`);
  } catch (error) {
    return error;
  }
}

async function notesOf(master: DataSource): Promise<string[]> {
  const running = await master.query<{ kind: string; slug: string | null }[]>(RUNNING);
  const [unfinished, backups] = [await numberOf(master, UNFINISHED), await numberOf(master, BACKUPS)];
  return [
    ...running.map(({ kind, slug }) => `Under way, and waited for: ${kind} of ${slug ?? 'the master database'}.`),
    ...(unfinished > 0 ? [`Companies that are being signed up or erased: ${unfinished}.`] : []),
    ...(backups > 0
      ? [`Backups made so far, ${backups} of them, are of files and cannot be restored afterwards.`]
      : []),
  ];
}

async function numberOf(master: DataSource, sql: string): Promise<number> {
  return Number((await master.query<{ n: number }[]>(sql))[0]?.n ?? 0);
}
