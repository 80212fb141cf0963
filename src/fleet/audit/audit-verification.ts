import { Injectable } from '@nestjs/common';
import { AuditKeyring, ChainCheck } from '../../audit/index.js';
import type { ChainReport } from '../../audit/index.js';
import { DatabaseEngine } from '../../database/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { CheckpointKeeper } from './checkpoint-keeper.js';

/** Looks whether companies' audit logs are what was written. */
@Injectable()
export class AuditVerification {
  constructor(
    private readonly engine: DatabaseEngine,
    private readonly keyring: AuditKeyring,
    private readonly checkpoints: CheckpointKeeper,
  ) {}

  /**
   * Goes through all of a company's log, which may be written to meanwhile.
   * @throws DatabaseMissingError, ForeignDatabaseError, DatabaseUnreadableError.
   */
  async verify({ companyId, database }: Tenant): Promise<ChainReport> {
    // First, so that the chain can only be ahead of it.
    const kept = await this.checkpoints.of(companyId);
    const read = (sql: string): Promise<unknown[]> => this.engine.read(database, sql, companyId);
    const checkpoint = kept === 'forged' ? undefined : kept;
    const report = await new ChainCheck(read, this.keyring.of(companyId), checkpoint).run();
    if (kept !== 'forged') return report;
    return { ...report, faults: [{ code: 'checkpoint-wrong', seq: 0 }, ...report.faults] };
  }
}
