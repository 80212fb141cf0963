import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Leases } from '../../database/index.js';
import { TenantDirectory } from '../../tenancy/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { TenantLockedError } from '../fleet.errors.js';
import type { TenantOperation } from '../ledger/fleet-tenant.entity.js';
import type { LedgerEntry } from '../ledger/ledger.js';
import { TenantLocks } from '../locks/tenant-locks.js';
import type { TenantLock } from '../locks/tenant-locks.js';
import type { BackupSubject } from './backup-subject.js';
import { CompanyGoneError } from './backups.errors.js';

const MASTER_LEASE = 'master-backup';
const RENEWAL_MS = 10_000;
const PAUSE_MS = 100;

/** One at a time at a database: under the company's lock, or under a lease for the master's. */
@Injectable()
export class BackupTurns {
  constructor(
    private readonly locks: TenantLocks,
    private readonly leases: Leases,
    private readonly directory: TenantDirectory,
  ) {}

  /**
   * @param work gets the subject as it is now: it may have been renamed before the lock was taken.
   * @throws TenantLockedError when somebody else is at it; CompanyGoneError; what `work` throws.
   */
  take<Subject extends BackupSubject, T>(
    subject: Subject,
    operation: TenantOperation,
    work: (subject: BackupSubject) => Promise<T>,
  ): Promise<T> {
    const { companyId } = subject;
    if (companyId === null) return this.underLease(() => work(subject));
    return this.locks.hold(companyId, operation, async () => work(await this.present(companyId)));
  }

  /**
   * The same for a company; waits for whoever is at it.
   * @param patienceMs longest wait in milliseconds.
   * @param entry what the ledger is told when it has gone well.
   */
  async await<T>(
    companyId: number,
    operation: TenantOperation,
    { patienceMs, entry = {} }: { readonly patienceMs: number; readonly entry?: LedgerEntry },
    work: (tenant: Tenant, lock: TenantLock) => Promise<T>,
  ): Promise<T> {
    const deadlineMs = performance.now() + patienceMs;
    for (;;) {
      let hasBegun = false;
      const begin = async (lock: TenantLock): Promise<T> => {
        hasBegun = true;
        return work(await this.present(companyId), lock);
      };
      try {
        return await this.locks.hold(companyId, operation, begin, (outcome) => ('result' in outcome ? entry : {}));
      } catch (error) {
        if (hasBegun || !(error instanceof TenantLockedError) || performance.now() > deadlineMs) throw error;
      }
      await sleep(PAUSE_MS);
    }
  }

  /** Suspended companies too, which `find` does not give. */
  private async present(companyId: number): Promise<Tenant> {
    const [tenant] = await this.directory.after(companyId - 1, 1);
    if (tenant?.companyId !== companyId) throw new CompanyGoneError();
    return tenant;
  }

  private async underLease<T>(work: () => Promise<T>): Promise<T> {
    const lease = await this.leases.acquire(MASTER_LEASE);
    if (lease === null) throw new TenantLockedError(null);
    const renewal = setInterval(() => void this.leases.renew(lease).catch(() => undefined), RENEWAL_MS);
    try {
      return await work();
    } finally {
      clearInterval(renewal);
      await this.leases.release(lease);
    }
  }
}
