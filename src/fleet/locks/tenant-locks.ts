import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { Clock, isGone, workIdentity } from '../../common/index.js';
import { GroupCommit, LEASE_TTL_MS, LeaseLostError, MasterNews } from '../../database/index.js';
import { TenantLockedError } from '../fleet.errors.js';
import { FleetTenant } from '../ledger/fleet-tenant.entity.js';
import type { LedgerState, TenantOperation } from '../ledger/fleet-tenant.entity.js';
import type { LedgerEntry } from '../ledger/ledger.js';
import { closesTenant } from './closing.js';
import { LockStatements } from './lock-statements.js';
import type { ClosedTenant } from './lock-statements.js';

/** Held locks are renewed so often, in milliseconds. */
const RENEWAL_MS = 10_000;
/** When many locks come and go, so many milliseconds' worth of them share a flush. */
const GATHER_MS = 10;

/** The right to work on one company's whole database. */
export interface TenantLock {
  readonly companyId: number;
  readonly operation: TenantOperation;
  /** Grows with every operation: of two who think that they have the lock, the one with the larger number does. */
  readonly token: number;
}

/** What became of a lock of this process; `lost`: somebody has taken it over, or it could not be given back. */
export type LockChange = 'taken' | 'released' | 'lost';

export type LockListener = (lock: TenantLock, change: LockChange) => void;

/** How work under a lock ended. */
export type LockedOutcome<T> = { readonly result: T } | { readonly error: unknown };

/**
 * One lock per company over all processes, in the master database: migration, backup, restore and removal never mix. A
 * dead holder's lock is free at once where its process can be seen to be gone, elsewhere after 30 seconds of silence.
 */
@Injectable()
export class TenantLocks {
  private readonly rows: Repository<FleetTenant>;
  private readonly statements: LockStatements;
  private readonly listeners: LockListener[] = [];
  /** Locks of many companies that are taken or given back together share one flush of the disk. */
  private readonly commits: GroupCommit;

  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
    private readonly news: MasterNews,
  ) {
    this.rows = master.getRepository(FleetTenant);
    this.statements = new LockStatements(master);
    this.commits = new GroupCommit(master, { gatherMs: GATHER_MS, areSingle: true });
  }

  /** Takes the lock; null when somebody has it who may still be at work. */
  async acquire(companyId: number, operation: TenantOperation): Promise<TenantLock | null> {
    const token = (await this.take(companyId, operation, '')) ?? (await this.takeOver(companyId, operation));
    if (token === undefined) return null;
    const lock = { companyId, operation, token };
    await this.tell(lock, 'taken');
    return lock;
  }

  /**
   * Does `work` under the lock, which is renewed as long as it takes.
   * @param entryOf what the ledger is told at the end.
   * @throws TenantLockedError when somebody else has the lock; what `work` throws.
   */
  async hold<T>(
    companyId: number,
    operation: TenantOperation,
    work: (lock: TenantLock) => Promise<T>,
    entryOf: (outcome: LockedOutcome<T>) => LedgerEntry = () => ({}),
  ): Promise<T> {
    const lock = await this.acquire(companyId, operation);
    if (lock === null) throw new TenantLockedError((await this.rows.findOneBy({ companyId }))?.operation ?? null);
    const renewal = setInterval(() => void this.renew(lock).catch(() => undefined), RENEWAL_MS);
    const outcome = await work(lock).then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    clearInterval(renewal);
    let entry: LedgerEntry = {};
    try {
      entry = entryOf(outcome);
    } finally {
      await this.release(lock, entry);
    }
    if ('error' in outcome) throw outcome.error;
    return outcome.result;
  }

  /**
   * Makes sure that the lock is still held, and that nobody takes it over before the transaction has ended.
   * @param manager that of a transaction of the master database.
   * @throws LeaseLostError when somebody has taken it over.
   */
  async assertHeld(lock: TenantLock, manager: EntityManager): Promise<void> {
    const { affected } = await manager.update(FleetTenant, keyOf(lock), { operationExpiresAt: this.expiry() });
    if (affected !== 1) throw new LeaseLostError(`tenant ${lock.companyId}`);
  }

  /**
   * Gives the lock back and tells the ledger what became of the company's database; nothing is done, and nothing told,
   * when somebody has taken the lock over.
   */
  async release(lock: TenantLock, entry: LedgerEntry = {}): Promise<void> {
    const free = { operation: null, operationOwner: null, operationStartedAt: null, operationExpiresAt: null };
    const closed = closesTenant(lock.operation) ? { lastClosedAt: this.clock.now() } : {};
    const release = this.commits.run((transaction) =>
      this.statements.update(transaction, lock, { ...entry, ...free, ...closed }),
    );
    // A lock that cannot be given back ends when it expires, for everybody.
    const isReleased = await release.catch(async (error: unknown) => {
      await this.tell(lock, 'lost');
      throw error;
    });
    await this.tell(lock, isReleased ? 'released' : 'lost');
  }

  /** What is being done to whom now. What a process left that is gone, or was silent for 30 seconds, is not. */
  async locked(): Promise<ReadonlyMap<number, TenantOperation>> {
    const { locked } = await this.look(this.clock.now());
    return new Map(locked.map(({ companyId, operation }) => [companyId, operation]));
  }

  /**
   * What is being done to whom now, and whom something was done to that closes companies.
   * @param since beginning of the time of which the second is told.
   */
  async look(
    since: Date,
  ): Promise<{ readonly locked: readonly TenantLock[]; readonly closed: readonly ClosedTenant[] }> {
    const { locked, closed } = await this.statements.look(this.clock.now(), since);
    return { locked: locked.filter(({ owner }) => !isGone(owner ?? '')), closed };
  }

  /** Has `listener` called when this process has closed a company or opens it again, before anything else is done. */
  onChange(listener: LockListener): void {
    this.listeners.push(listener);
  }

  /** Nobody need hear of what closes no company. This process is not told by news what it has said itself. */
  private async tell(lock: TenantLock, change: LockChange): Promise<void> {
    if (!closesTenant(lock.operation)) return;
    for (const listener of this.listeners) listener(lock, change);
    await this.news.tell('locks');
  }

  private renew(lock: TenantLock): Promise<void> {
    return this.assertHeld(lock, this.master.manager);
  }

  private async take(companyId: number, operation: TenantOperation, gone: string): Promise<number | undefined> {
    const now = this.clock.now();
    const state: LedgerState = operation === 'migrate' ? 'migrating' : 'pending';
    const lock = { companyId, state, operation, operationOwner: workIdentity(), gone, now };
    const times = { expiresAt: this.expiry(), closedAt: closesTenant(operation) ? now : null };
    return this.commits.run((transaction) => this.statements.take(transaction, { ...lock, ...times }));
  }

  /** Takes the lock from a holder that is gone, if it is still the same holder. */
  private async takeOver(companyId: number, operation: TenantOperation): Promise<number | undefined> {
    const owner = (await this.rows.findOneBy({ companyId }))?.operationOwner;
    return owner && isGone(owner) ? this.take(companyId, operation, owner) : undefined;
  }

  private expiry(): Date {
    return new Date(this.clock.now().getTime() + LEASE_TTL_MS);
  }
}

function keyOf({ companyId, token }: TenantLock): { companyId: number; operationToken: number } {
  return { companyId, operationToken: token };
}
