import { randomBytes } from 'node:crypto';
import type { DataSource, Repository } from 'typeorm';
import { workIdentity } from '../../common/index.js';
import type { Clock } from '../../common/index.js';
import {
  arrivingName,
  closeEngine,
  DatabaseBusyError,
  gateFor,
  goalOf,
  InstallationMove,
  InstallationMovingError,
  isUniqueViolation,
  MOVE_TTL_MS,
  Migrator,
  orderMigrations,
} from '../../database/index.js';
import type { DatabaseEngine, InstallationGate, Migration } from '../../database/index.js';
import { MoveRefusedError } from '../servers/moving.errors.js';
import { AS_STORED, compareTables, fillTables } from '../servers/table-copying.js';
import type { ComparedTables } from '../servers/table-copying.js';
import { arrive } from './arrived-master.js';
import { CompaniesLeftError, ServersRunningError } from './installation.errors.js';
import { bothEngines } from './installation-parts.js';
import type { BothEngines, InstallationParts } from './installation-parts.js';

const ID_BYTES = 6;
/** Whoever writes, and has not said so by having it open, is waited for so long, in milliseconds. */
const FREEZE_MS = 10_000;
const IN_FILES = `SELECT count(*) AS companies FROM master_company
  WHERE status <> 'erasing' AND id NOT IN (SELECT company_id FROM database_place)`;

/** What moving the master database came to. */
export interface MovedMaster {
  readonly tables: ComparedTables;
  /** For how long nobody could be served, in milliseconds. */
  readonly closedMs: number;
}

/**
 * Moving the master database of an installation in files to PostgreSQL, once all companies are there. It stands by itself: no
 * program may have the database open meanwhile, this one included.
 */
export class MasterMoving {
  private readonly home: DatabaseEngine;
  private readonly target: DatabaseEngine;

  private constructor(
    { home, target }: BothEngines,
    private readonly gate: InstallationGate,
    private readonly goal: string,
    private readonly migrations: readonly Migration[],
    private readonly clock: Clock,
  ) {
    this.home = home;
    this.target = target;
  }

  /** @throws MoveRefusedError when settings do not say where from, or where to. */
  static async of({ settings, clock, schema }: InstallationParts): Promise<MasterMoving> {
    const engines = await bothEngines(settings);
    const gate = gateFor(engines.home, settings, clock)!;
    return new MasterMoving(engines, gate, goalOf(settings.databaseUrl!), orderMigrations(schema.migrations), clock);
  }

  /**
   * Whether it has happened before. One that broke off is ended first.
   * @throws InstallationMovingError, InstallationMoveUnclearError.
   */
  async isMoved(): Promise<boolean> {
    return (await this.home.exists('master')) && (await this.gate.isMoved());
  }

  /**
   * Killed at any moment, or failing, the master database is in the file and can be served, or is on the server.
   * @throws ServersRunningError, CompaniesLeftError, MoveRefusedError, CopyDiffersError, InstallationMovingError; errors of the
   *   engines. It is in the file then.
   */
  async move(): Promise<MovedMaster> {
    const startedMs = performance.now();
    await this.assertUnused();
    const row = await this.gate.withMaster((master) => this.begin(master));
    let tables: ComparedTables | undefined;
    try {
      await this.home.moving.freeze('master', undefined, FREEZE_MS);
      // Whoever opens it from here on finds the row, and leaves it alone.
      await this.assertUnused();
      tables = await this.gate.withMaster(async (master) => {
        const copied = await this.copy(row, master);
        tables = copied;
        await this.switchOver(row, master.getRepository(InstallationMove));
        return copied;
      });
    } catch (error) {
      const isMoved = await this.end(row).catch(() => false);
      if (!isMoved || tables === undefined) throw error;
    }
    return { tables, closedMs: performance.now() - startedMs };
  }

  /** Gives all connections back. */
  async close(): Promise<void> {
    await closeEngine(this.target);
  }

  private async assertUnused(): Promise<void> {
    await this.home.whenUnused('master', 0).catch((error: unknown) => {
      throw error instanceof DatabaseBusyError ? new ServersRunningError() : error;
    });
  }

  private async begin(master: DataSource): Promise<InstallationMove> {
    const moveId = randomBytes(ID_BYTES).toString('hex');
    const { goal, clock } = this;
    const mine = { owner: workIdentity(), renewedAt: clock.now() };
    const row = { way: 'away', moveId, state: 'copying', goal, ...mine } as const;
    await master
      .getRepository(InstallationMove)
      .insert(row)
      .catch((error: unknown) => {
        throw isUniqueViolation(error) ? new InstallationMovingError() : error;
      });
    return row;
  }

  /** Tells meanwhile that it lives. */
  private async copy({ moveId, owner }: InstallationMove, master: DataSource): Promise<ComparedTables> {
    const rows = master.getRepository(InstallationMove);
    const tell = (): void =>
      void rows.update({ moveId, owner }, { renewedAt: this.clock.now() }).catch(() => undefined);
    const timer = setInterval(tell, MOVE_TTL_MS / 3);
    try {
      const [left] = await master.query<{ companies: number }[]>(IN_FILES);
      if (Number(left?.companies) > 0) throw new CompaniesLeftError(Number(left?.companies));
      return await this.copyRows(moveId);
    } finally {
      clearInterval(timer);
    }
  }

  private async copyRows(moveId: string): Promise<ComparedTables> {
    const { home: source, target } = this;
    const scratch = arrivingName(moveId);
    const copying = { source, target, tenant: { companyId: undefined, database: 'master' }, scratch } as const;
    const snapshot = await source.snapshot('master', undefined, AS_STORED);
    try {
      const migrator = new Migrator(target, this.migrations, this.clock);
      if (snapshot.schemaVersion !== migrator.head)
        throw new MoveRefusedError('The master database waits for migrations: run migrate first.');
      await this.dropFormer();
      await target.create(scratch);
      await target.migrate(migrator.job(scratch, { snapshot: false }));
      await fillTables(copying, snapshot, false);
      await target.moving.continueAfter(scratch, undefined, await source.moving.lastNumbers('master', undefined));
      const tables = await compareTables(copying, snapshot);
      await arrive(target, scratch, moveId, this.clock.now());
      await target.moving.prepareMaster(scratch);
      return tables;
    } finally {
      await snapshot.close();
    }
  }

  /** The renaming is the move: before it nothing has happened, and after it the file is not served any more. */
  private async switchOver(row: InstallationMove, rows: Repository<InstallationMove>): Promise<void> {
    if (await this.target.exists('master'))
      throw new MoveRefusedError('The server has a master database of that name already.');
    const { moveId, owner } = row;
    const { affected } = await rows.update({ moveId, owner, state: 'copying' }, { state: 'switching' });
    if (affected !== 1) throw new InstallationMovingError();
    await this.target.rename(arrivingName(moveId), 'master');
    await rows.update({ moveId, owner }, { state: 'moved' });
  }

  /** What cannot be done now, the next one to open the database does. */
  private async end({ moveId, owner }: InstallationMove): Promise<boolean> {
    return this.gate.withMaster(async (master) => {
      const rows = master.getRepository(InstallationMove);
      const row = await rows.findOneBy({ moveId, owner });
      if (row === null) return false;
      const isMoved = row.state === 'moved' || (await this.gate.end(rows, row));
      if (!isMoved) await this.target.drop(arrivingName(moveId));
      return isMoved;
    });
  }

  /** What killed moves left. */
  private async dropFormer(): Promise<void> {
    for (const name of await this.target.list('scratch'))
      if (name.startsWith(arrivingName(''))) await this.target.drop(name);
  }
}
