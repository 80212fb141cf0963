import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, LessThan } from 'typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { DatabaseEngine, KeptDatabase } from '../../database/index.js';
import type { DatabaseName } from '../../database/index.js';

/** The former databases of companies that were moved. Nobody opens them; they go when the move is confirmed, or after a time. */
@Injectable()
export class KeptDatabases {
  private readonly rows: Repository<KeptDatabase>;

  constructor(
    @InjectDataSource() master: DataSource,
    private readonly engine: DatabaseEngine,
  ) {
    this.rows = master.getRepository(KeptDatabase);
  }

  of(companyId: number): Promise<KeptDatabase[]> {
    return this.rows.find({ where: { companyId }, order: { id: 'ASC' } });
  }

  /** Writes down that there will be one, in the transaction that moves the company. */
  async note(transaction: EntityManager, kept: Omit<KeptDatabase, 'id'>): Promise<void> {
    await transaction.insert(KeptDatabase, kept);
  }

  /**
   * Removes all that a company has left behind. Calling it twice is fine.
   * @returns how many. @throws DatabaseUnreachableError and others of a server; what is left is written down still.
   */
  async removeOf(companyId: number): Promise<number> {
    return this.remove(await this.of(companyId));
  }

  /** Removes all that companies have left on a server. Calling it twice is fine. @returns how many. @throws as above. */
  async removeFrom(server: string): Promise<number> {
    return this.remove(await this.rows.findBy({ server }));
  }

  /** Removes those of moves before this instant. What cannot be removed now is tried again at the next call. */
  async removeOld(before: Date): Promise<number> {
    let removed = 0;
    for (const kept of await this.rows.findBy({ movedAt: LessThan(before) }))
      removed += await this.remove([kept]).catch(() => 0);
    return removed;
  }

  private async remove(rows: readonly KeptDatabase[]): Promise<number> {
    for (const { id, server, name } of rows) {
      await (await this.engine.named(server)).drop(name as DatabaseName);
      await this.rows.delete({ id });
    }
    return rows.length;
  }
}
