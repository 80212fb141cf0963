import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../common/index.js';
import { MasterNews } from '../../database/index.js';
import { TenantGate } from '../../tenancy/index.js';
import type { ClosedFor } from '../../tenancy/index.js';
import type { TenantOperation } from '../ledger/fleet-tenant.entity.js';
import { closesTenant } from './closing.js';
import { TenantLocks } from './tenant-locks.js';

/** How often the locks are looked at, in milliseconds: without news, what other processes do shows here so much later. */
export const LOCK_WATCH_MS = 100;

/** Where news of locks come by themselves, every so many looks are enough. */
const LOOKS_WITH_NEWS = 10;

/** How far back in milliseconds: more than a look may come late, and the clocks of two hosts may differ. */
const LOOK_BACK_MS = 2_000;

/**
 * Closes companies in this process while somebody, here or in another process, works on their whole database, and opens
 * them again afterwards. Until it has looked, requests wait for the file's own locks.
 */
@Injectable()
export class LockWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('LockWatch');
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private ticks = 0;
  /** Tokens of the operations that were heeded, by company. */
  private seen: ReadonlyMap<number, number> = new Map();

  constructor(
    private readonly locks: TenantLocks,
    private readonly gate: TenantGate,
    private readonly clock: Clock,
    private readonly news: MasterNews,
  ) {
    news.listen('locks', () => this.lookAnew());
    locks.onChange(() => this.lookAnew());
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.look();
    this.timer = setInterval(() => this.tick(), LOCK_WATCH_MS);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** Looks now; one look at a time. What cannot be read leaves everything as it was. */
  look(): Promise<void> {
    this.looking ??= this.update().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  /** What a look that is under way has not seen, the next one does, for all who have asked meanwhile. */
  private lookAnew(): Promise<void> {
    this.next ??= (this.looking ?? Promise.resolve()).then(() => {
      this.next = undefined;
      return this.look();
    });
    return this.next;
  }

  private tick(): void {
    this.ticks += 1;
    if (!this.news.isLive || this.ticks % LOOKS_WITH_NEWS === 0) void this.look();
  }

  private async update(): Promise<void> {
    try {
      const since = new Date(this.clock.now().getTime() - LOOK_BACK_MS);
      const { locked, closed } = await this.locks.look(since);
      const closing = locked.filter(({ operation }) => closesTenant(operation));
      const now = new Map(closing.map(({ companyId, operation }) => [companyId, reasonOf(operation)]));
      const missed = closed.filter(({ companyId, token }) => !now.has(companyId) && this.seen.get(companyId) !== token);
      this.seen = new Map(closed.map(({ companyId, token }) => [companyId, token]));
      // What began and ended between two looks: opened anew, like the others.
      this.gate.update(new Map([...now, ...missed.map(({ companyId }) => [companyId, 'migration'] as const)]));
      if (missed.length > 0) this.gate.update(now);
    } catch (error) {
      this.logger.warn({ detail: 'The locks cannot be read', error: (error as Error).name });
    }
  }
}

function reasonOf(operation: TenantOperation): ClosedFor {
  return operation === 'migrate' || operation === 'repair' ? 'migration' : 'maintenance';
}
