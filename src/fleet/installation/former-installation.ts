import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Settings } from '../../config/index.js';
import { engineFor, InstallationMove } from '../../database/index.js';
import type { DatabaseEngine } from '../../database/index.js';
import { KeptDatabases } from '../servers/kept-databases.js';
import { MoveRefusedError } from '../servers/moving.errors.js';

/** What was removed of an installation that was moved. */
export interface RemovedInstallation {
  /** Former databases of companies. */
  readonly databases: number;
  /** Whether there was a former master database. */
  readonly master: boolean;
}

/** What an installation has left in files that was moved to PostgreSQL. */
@Injectable()
export class FormerInstallation {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly settings: Settings,
    private readonly kept: KeptDatabases,
  ) {}

  /**
   * Removes it, for ever. Calling it twice is fine.
   * @throws MoveRefusedError when this installation was never moved, or DATA_DIR has the master database of another one; nothing
   *   is removed then.
   */
  async remove(): Promise<RemovedInstallation> {
    const arrived = await this.master.getRepository(InstallationMove).findOneBy({ way: 'here' });
    if (arrived === null)
      throw new MoveRefusedError('This installation was not moved here: start it with DATABASE_ENGINE=postgres first.');
    const files = await engineFor({ ...this.settings, databaseEngine: 'sqlite' });
    const isThere = await files.exists('master');
    if (isThere && !(await isFormer(files, arrived.moveId)))
      throw new MoveRefusedError('The db.sqlite3 in DATA_DIR is not what this installation was moved from.');
    const databases = await this.kept.removeFrom('sqlite');
    if (isThere) await files.drop('master');
    return { databases, master: isThere };
  }
}

async function isFormer(files: DatabaseEngine, moveId: string): Promise<boolean> {
  const sql = "SELECT move_id FROM installation_move WHERE way = 'away' AND state <> 'copying'";
  const rows = (await files.read('master', sql)) as { move_id: string }[];
  return rows.some((row) => row.move_id === moveId);
}
