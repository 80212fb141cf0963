import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In, LessThanOrEqual } from 'typeorm';
import { Clock } from '../../common/index.js';
import { DatabaseEngine } from '../../database/index.js';
import type { DatabaseName } from '../../database/index.js';
import { CompanyRemains, Operations, SCHEDULE_ACTOR, TenantLockedError, TenantLocks } from '../../fleet/index.js';
import type { LeavingCompany, RunningOperation, TenantLock } from '../../fleet/index.js';
import { Company } from '../entities/index.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { CompanyDeletion } from './company-deletion.js';
import { CompanyRecords } from './company-records.js';
import { companyFor, heldCompany } from './held-company.js';
import type { ErasureCertificateDto } from './life.dto.js';

/** In the operation's detail, before what was removed. */
const REMOVED = 'removed.';

/**
 * Removing a company for ever: its databases and all that anybody keeps of it, its people and records, and the bytes that
 * deleted rows leave behind. Once begun it can only be completed; whoever comes after a crash goes on with it.
 */
@Injectable()
export class CompanyErasure {
  private readonly logger = new Logger('CompanyErasure');

  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
    private readonly engine: DatabaseEngine,
    private readonly locks: TenantLocks,
    private readonly operations: Operations,
    private readonly remains: CompanyRemains,
    private readonly deletion: CompanyDeletion,
    private readonly records: CompanyRecords,
    private readonly sessions: SessionsService,
  ) {
    operations.recoverWith('erase', (operation) => this.recover(operation));
  }

  /**
   * @param actor `user:12`, `command`, `schedule`. @returns the certificate.
   * @throws CompanyNotFoundError, IllegalLifeStepError, TenantLockedError: nothing was done then. Anything else: the
   *   company is gone for everybody, and the rest follows within minutes.
   */
  async erase(companyId: number, actor: string): Promise<ErasureCertificateDto> {
    const { slug } = await companyFor(this.master.manager, companyId, 'erase');
    await this.deletion.stopCollecting(companyId, actor);
    await this.locks.hold(companyId, 'delete', (lock) =>
      this.operations.run({ kind: 'erase', company: { companyId, slug }, actor }, async (operation) => {
        await operation.step('closing');
        await this.close(companyId);
        await this.remove(operation, lock).catch(async (error: unknown) => {
          await operation.postpone();
          throw error;
        });
      }),
    );
    return this.records.certificateOf(companyId);
  }

  /** Erases those whose time has come. Each by itself: what fails with one is tried again, and stops nobody else. */
  async eraseDue(): Promise<number> {
    const now = LessThanOrEqual(this.clock.now());
    const inUse = { status: In(['active', 'suspended']) };
    const due = await this.master.getRepository(Company).find({
      select: { id: true },
      where: [
        { ...inUse, eraseAt: now },
        { ...inUse, expiresAt: now },
        // Those that somebody is at are locked; of the others nobody may have known how far they were.
        { status: 'erasing' },
      ],
      order: { id: 'ASC' },
    });
    let erased = 0;
    for (const { id } of due) if (await this.tryErase(id)) erased += 1;
    return erased;
  }

  private async tryErase(companyId: number): Promise<boolean> {
    try {
      await this.erase(companyId, SCHEDULE_ACTOR);
      return true;
    } catch (error) {
      if (error instanceof TenantLockedError) return false;
      this.logger.warn({ detail: 'A company could not be erased yet', companyId, error: (error as Error).name });
      return false;
    }
  }

  /** From here on there is no way back. */
  private async close(companyId: number): Promise<void> {
    await this.master.transaction(async (transaction) => {
      await heldCompany(transaction, companyId, 'erase');
      await transaction.update(Company, { id: companyId }, { status: 'erasing' });
      await this.sessions.endAllOfCompany(transaction, companyId);
    });
    await this.sessions.forget();
  }

  private async recover(operation: RunningOperation): Promise<'done' | 'undone'> {
    const companyId = operation.company.companyId ?? 0;
    const company = await this.master.getRepository(Company).findOneBy({ id: companyId });
    if (company === null) await this.engine.scrub('master');
    else if (company.status !== 'erasing') return 'undone';
    else await this.locks.hold(companyId, 'delete', (lock) => this.remove(operation, lock));
    return 'done';
  }

  /** All of it, as often as need be. */
  private async remove(operation: RunningOperation, lock: TenantLock): Promise<void> {
    const leaving = await this.leaving(lock.companyId);
    const before = await this.removedBefore(lock.companyId);
    for (const { what, remove, count } of this.remains.list()) {
      // Before anything goes: after a crash there would be nothing to count, and the certificate would not tell of it.
      const known = Math.max(before(what), (await count?.(leaving)) ?? 0);
      await operation.step(what, { [REMOVED + what]: known });
      const removed = await remove(leaving);
      if (count === undefined) await operation.step(what, { [REMOVED + what]: known + removed });
    }
    await operation.step('records');
    await this.records.forget(lock, operation.actor, removedIn(operation));
    await operation.step('scrubbing');
    await this.engine.scrub('master');
  }

  /** What attempts at this company have written down that did not come to their end. */
  private async removedBefore(companyId: number): Promise<(what: string) => number> {
    const details = await this.operations.detailsOf('erase', companyId);
    return (what) => Math.max(0, ...details.map((detail) => Number(detail[REMOVED + what] ?? 0)));
  }

  private async leaving(companyId: number): Promise<LeavingCompany> {
    const company = await this.master.getRepository(Company).findOneByOrFail({ id: companyId });
    const { slug, databaseName } = company;
    const addresses = await this.records.addressesOf(company);
    return { companyId, slug, database: databaseName as DatabaseName, addresses };
  }
}

function removedIn({ detail }: RunningOperation): Record<string, number> {
  const entries = Object.entries(detail).filter(([name]) => name.startsWith(REMOVED));
  return Object.fromEntries(entries.map(([name, count]) => [name.slice(REMOVED.length), Number(count)]));
}
