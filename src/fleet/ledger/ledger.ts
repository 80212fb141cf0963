import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, Not } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { GroupCommit } from '../../database/index.js';
import { FleetTenant } from './fleet-tenant.entity.js';

/** What can be told of a company's database. */
export type LedgerEntry = Partial<
  Pick<
    FleetTenant,
    'schemaVersion' | 'fingerprint' | 'state' | 'errorCode' | 'errorDetail' | 'migratedAt' | 'durationMs' | 'runId'
  >
>;

const UNKNOWN = { schemaVersion: '', fingerprint: '', state: 'pending', operationToken: 0 } as const;

/** What is known of every company's database without opening it; kept in the master database. */
@Injectable()
export class Ledger {
  /** Entries of many companies that come together share one flush of the disk. */
  private readonly commits: GroupCommit;

  constructor(@InjectDataSource() private readonly master: DataSource) {
    this.commits = new GroupCommit(master);
  }

  /** What is known of a company's database; null when nothing is. */
  find(companyId: number): Promise<FleetTenant | null> {
    return this.master.getRepository(FleetTenant).findOneBy({ companyId });
  }

  /** Writes down what was found; whatever the entry leaves out stays. */
  note(companyId: number, entry: LedgerEntry): Promise<void> {
    return this.commits.run((transaction) => note(transaction, companyId, entry));
  }

  /** Writes down that a database has all migrations, if that is not known yet. @param head name of the newest. */
  async noteCurrent(companyId: number, head: string): Promise<void> {
    const known = await this.find(companyId);
    if (known?.state === 'current' && known.schemaVersion === head) return;
    const { operation } = known ?? {};
    // Whoever is migrating it will tell more, and must not be overtaken.
    if (operation === 'migrate') return;
    await this.note(companyId, { state: 'current', schemaVersion: head, errorCode: null, errorDetail: null });
  }

  /** Those whose state or newest migration says that they are not up to date. @param head name of the newest. */
  behind(head: string): Promise<FleetTenant[]> {
    const rows = this.master.getRepository(FleetTenant);
    return rows.find({ where: [{ state: Not('current') }, { schemaVersion: Not(head) }], order: { companyId: 'ASC' } });
  }
}

async function note(transaction: EntityManager, companyId: number, entry: LedgerEntry): Promise<void> {
  const { affected } = await transaction.update(FleetTenant, { companyId }, entry);
  if (affected === 0) await transaction.insert(FleetTenant, { companyId, ...UNKNOWN, ...entry });
}
