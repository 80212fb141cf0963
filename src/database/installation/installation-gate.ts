import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, Repository } from 'typeorm';
import { isGone, workIdentity } from '../../common/index.js';
import type { Clock } from '../../common/index.js';
import type { DatabaseEngine, DatabaseName } from '../database-engine.js';
import { noneWithoutTable } from '../migration-history.js';
import { closeEngine } from '../servers/server-engines.js';
import { InstallationMove } from './installation-move.entity.js';
import {
  InstallationMovedError,
  InstallationMoveUnclearError,
  InstallationMovingError,
} from './installation.errors.js';

/** How long a move may be silent before others take it back, in milliseconds. */
export const MOVE_TTL_MS = 30_000;
/** Others who take back what broke off are waited for so long, in milliseconds. */
const PATIENCE_MS = 2_000;
const PAUSE_MS = 100;
/** Nobody can be at work on a frozen database, in milliseconds. */
const THAW_MS = 5_000;

const noMoves = noneWithoutTable('installation_move');

/** Name of the copy of the master database until it has become one. */
export function arrivingName(moveId: string): DatabaseName {
  return `scratch_installation0x${moveId}`;
}

/** Where a master database may have been moved to. */
export interface Elsewhere {
  /** See InstallationMove. */
  readonly goal: string;
  readonly engine: () => Promise<DatabaseEngine>;
}

/**
 * Keeps a master database that was moved to another engine from being served. Whether it was is decided by one renaming on the
 * server: a move that broke off before is taken back by the next one to open this database.
 */
export class InstallationGate {
  /**
   * @param home has the master database.
   * @param elsewhere undefined: no setting says where that is.
   */
  constructor(
    private readonly home: DatabaseEngine,
    private readonly elsewhere: Elsewhere | undefined,
    private readonly clock: Clock,
  ) {}

  /**
   * Before the master database is opened, and again while it is open: who moves it looks in between whether somebody has it open.
   * @param open the master database, if it is open.
   * @throws InstallationMovedError, InstallationMovingError, InstallationMoveUnclearError.
   */
  async assertHere(open?: DataSource): Promise<void> {
    if (open !== undefined) return this.settle(open);
    const away = "SELECT way FROM installation_move WHERE way = 'away'";
    if ((await this.home.read('master', away).catch(noMoves)).length > 0)
      await this.withMaster((master) => this.settle(master));
  }

  /** Whether the installation is elsewhere. @throws InstallationMovingError, InstallationMoveUnclearError. */
  async isMoved(): Promise<boolean> {
    try {
      await this.assertHere();
      return false;
    } catch (error) {
      if (error instanceof InstallationMovedError) return true;
      throw error;
    }
  }

  /** Work on the master database, with the row of its move and nothing else. */
  async withMaster<T>(work: (master: DataSource) => Promise<T>): Promise<T> {
    const master = await this.home.dataSource('master', { entities: [InstallationMove] }).initialize();
    try {
      return await work(master);
    } finally {
      await master.destroy();
    }
  }

  private async settle(master: DataSource): Promise<void> {
    const rows = master.getRepository(InstallationMove);
    const deadlineMs = performance.now() + PATIENCE_MS;
    for (;;) {
      const [row] = await rows.findBy({ way: 'away' }).catch(noMoves);
      if (row === undefined) return;
      if (row.state === 'moved') throw new InstallationMovedError();
      const claimed = await this.claim(rows, row);
      if (claimed !== undefined) await this.end(rows, claimed);
      else if (performance.now() > deadlineMs) throw new InstallationMovingError();
      else await sleep(PAUSE_MS);
    }
  }

  /** Takes the move from a process that is gone. */
  private async claim(
    rows: Repository<InstallationMove>,
    row: InstallationMove,
  ): Promise<InstallationMove | undefined> {
    const now = this.clock.now();
    const isSilent = row.renewedAt.getTime() <= now.getTime() - MOVE_TTL_MS;
    if (!isSilent && !isGone(row.owner)) return undefined;
    const mine = { owner: workIdentity(), renewedAt: now };
    const { affected } = await rows.update({ moveId: row.moveId, state: row.state, owner: row.owner }, mine);
    return affected === 1 ? { ...row, ...mine } : undefined;
  }

  /**
   * Ends a move of this process, or one that it has claimed: it has happened, or is taken back.
   * @returns whether it has happened. @throws InstallationMoveUnclearError; the next one tries again then.
   */
  async end(rows: Repository<InstallationMove>, row: InstallationMove): Promise<boolean> {
    const { moveId, owner } = row;
    if (row.state !== 'copying' && (await this.hasArrived(row))) {
      await rows.update({ moveId, owner }, { state: 'moved' });
      return true;
    }
    await this.home.moving.thaw('master', undefined, THAW_MS);
    await rows.delete({ moveId, owner });
    return false;
  }

  /** Whether the copy has become the master database. If not it never will: it is removed, and its name is used once. */
  private async hasArrived({ moveId, goal }: InstallationMove): Promise<boolean> {
    // Any other server would say that it has not.
    if (this.elsewhere?.goal !== goal) throw new InstallationMoveUnclearError(goal);
    try {
      const engine = await this.elsewhere.engine();
      try {
        if (await isMasterOf(engine, moveId)) return true;
        await engine.drop(arrivingName(moveId));
        return await isMasterOf(engine, moveId);
      } finally {
        await closeEngine(engine);
      }
    } catch {
      throw new InstallationMoveUnclearError(goal);
    }
  }
}

async function isMasterOf(engine: DatabaseEngine, moveId: string): Promise<boolean> {
  if (!(await engine.exists('master'))) return false;
  const sql = "SELECT move_id FROM installation_move WHERE way = 'here'";
  const rows = (await engine.read('master', sql).catch(noMoves)) as { move_id: string }[];
  return rows.some((row) => row.move_id === moveId);
}
