import { Injectable, Logger } from '@nestjs/common';
import { carryOver, EMPTY_CHAIN, SELECT_HEAD } from '../../audit/index.js';
import type { ChainHead } from '../../audit/index.js';
import { DatabaseEngine } from '../../database/index.js';
import type { DatabaseName } from '../../database/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { CheckpointKeeper } from './checkpoint-keeper.js';

/** Where a log goes on behind restored records: the entries in between are of changes that were taken back. */
export interface LogBehindRecords {
  /** The last entry whose change the records have. */
  readonly recordsAsOf: number;
  /** The last entry. */
  readonly logUntil: number;
}

/** Has a company's log go on in a database that is to take the place of its present one. */
@Injectable()
export class ContinuedLogs {
  private readonly logger = new Logger('Audit');

  constructor(
    private readonly engine: DatabaseEngine,
    private readonly checkpoints: CheckpointKeeper,
  ) {}

  /**
   * To be called while the company is closed. Where the present log cannot be read, or is another one, the log goes on from
   * what the new database has.
   */
  async carryOver({ companyId, database }: Tenant, successor: DatabaseName): Promise<LogBehindRecords> {
    const recordsAsOf = await this.endOf(companyId, successor);
    if (!(await this.isCarriedOver(companyId, database, successor))) {
      this.logger.warn({ detail: 'The audit log of a restored database goes on from the backup', companyId });
      await this.checkpoints.restored({ companyId, database: successor });
    }
    return { recordsAsOf, logUntil: await this.endOf(companyId, successor) };
  }

  private async endOf(companyId: number, database: DatabaseName): Promise<number> {
    const [head = EMPTY_CHAIN] = (await this.engine.read(database, SELECT_HEAD, companyId)) as ChainHead[];
    return Number(head.seq);
  }

  /** False when there is nothing to be carried over; whatever else goes wrong must stop the restore. */
  private async isCarriedOver(companyId: number, database: DatabaseName, successor: DatabaseName): Promise<boolean> {
    const engine = await this.engine.holding(companyId);
    const target = engine.dataSource(successor, { entities: [], stamp: companyId });
    let isReadable = true;
    const read = (sql: string): Promise<unknown[]> =>
      this.engine.read(database, sql, companyId).catch((error: unknown) => {
        isReadable = false;
        throw error;
      });
    await target.initialize();
    try {
      return await carryOver(read, target);
    } catch (error) {
      if (isReadable) throw error;
      return false;
    } finally {
      await target.destroy();
    }
  }
}
