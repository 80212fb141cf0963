import type { ClosedTenant } from './lock-statements.js';
import type { LockChange, TenantLock } from './tenant-locks.js';

/**
 * The locks of this process that close companies. A look at all locks that is under way while they are taken and given
 * back tells of them what was true before.
 */
export class OwnLocks {
  private readonly held = new Map<number, TenantLock>();
  /** Tokens, by company, of what was taken, or given back, since the look that is under way, or was last, began. */
  private readonly heeded = new Map<number, number>();
  private readonly released = new Map<number, number>();

  get current(): Iterable<TenantLock> {
    return this.held.values();
  }

  note(lock: TenantLock, change: LockChange): void {
    const { companyId, token } = lock;
    if (change === 'taken') this.held.set(companyId, lock);
    else if (this.held.get(companyId)?.token === token) this.held.delete(companyId);
    if (change !== 'lost') this.heeded.set(companyId, token);
    if (change === 'released') this.released.set(companyId, token);
  }

  holds(companyId: number): boolean {
    return this.held.has(companyId);
  }

  /** What was given back before a look begins is not seen by it any more. */
  lookBegins(): void {
    this.heeded.clear();
    this.released.clear();
  }

  /** Whether a look may tell of this lock, or of one before it, though it is not held any more. */
  isReleased({ companyId, token }: ClosedTenant): boolean {
    return (this.released.get(companyId) ?? 0) >= token;
  }

  /** Tokens of what the look that is under way may have missed, by company. */
  get heededMeanwhile(): ReadonlyMap<number, number> {
    return this.heeded;
  }
}
