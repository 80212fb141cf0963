import { Injectable } from '@nestjs/common';
import { DatabaseKeys } from '../../database/index.js';
import type { DatabaseEngine } from '../../database/index.js';
import { BackupTurns } from '../backups/backup-turns.js';

/** The keys of companies that are moved from a server, where one may have none, into a file. */
@Injectable()
export class MovedKeys {
  constructor(
    private readonly keys: DatabaseKeys,
    private readonly turns: BackupTurns,
  ) {}

  /**
   * Has a file be encrypted as those of new companies are. The key is made while the company is closed, for as long as that
   * takes: whoever has opened it without a key could not read what others write from then on.
   * @param patienceMs longest wait for those who use the company, in milliseconds.
   * @throws TenantLockedError, CompanyGoneError, DatabaseBusyError; there is no key then.
   */
  async prepare(
    companyId: number,
    { source, target }: { readonly source: DatabaseEngine; readonly target: DatabaseEngine },
    patienceMs: number,
  ): Promise<void> {
    const becomesFile = source.encryption === undefined && target.encryption !== undefined;
    if (!becomesFile || !this.keys.isOn || (await this.keys.of(companyId)) !== undefined) return;
    await this.turns.await(companyId, 'encrypt', { patienceMs }, async ({ database }) => {
      await source.whenUnused(database, patienceMs, companyId);
      if ((await this.keys.of(companyId)) === undefined) await this.keys.make(companyId);
    });
  }
}
