import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../common/index.js';
import { MasterNews } from '../../database/index.js';
import { TenantGate } from '../../tenancy/index.js';
import type { ClosedFor } from '../../tenancy/index.js';
import type { TenantOperation } from '../ledger/fleet-tenant.entity.js';
import { closesTenant } from './closing.js';
import type { ClosedTenant } from './lock-statements.js';
import { OwnLocks } from './own-locks.js';
import { TenantLocks } from './tenant-locks.js';
import type { LockChange, TenantLock } from './tenant-locks.js';

/** How often the locks are looked at, in milliseconds: without news, what other processes do shows here so much later. */
export const LOCK_WATCH_MS = 100;

/** Where news of locks come by themselves, every so many looks are enough. */
const LOOKS_WITH_NEWS = 10;

/** How far back in milliseconds: more than a look may come late, and the clocks of two hosts may differ. */
const LOOK_BACK_MS = 2_000;

/** Looks for those who are about to be refused take a tenth of the time at most: with a run over the fleet each takes milliseconds. */
const REST_PER_LOOK = 9;
/** Whoever is about to be refused waits no longer, in milliseconds, for a master database that does not answer. */
const LONGEST_LOOK_MS = 1_000;

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
  private asked: Promise<void> | undefined;
  private restsUntilMs = 0;
  private ticks = 0;
  private readonly own = new OwnLocks();
  /** Tokens of the operations that were heeded, by company. */
  private seen = new Map<number, number>();
  /** Tokens of the locks that the last look found, by company. */
  private found: ReadonlyMap<number, number> = new Map();

  constructor(
    private readonly locks: TenantLocks,
    private readonly gate: TenantGate,
    private readonly clock: Clock,
    private readonly news: MasterNews,
  ) {
    news.listen('locks', () => this.lookAnew());
    locks.onChange((lock, change) => this.heed(lock, change));
    gate.lookBeforeRefusing((companyId) => (this.isCertain(companyId) ? undefined : this.lookFor()));
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.look();
    this.timer = setInterval(() => this.tick(), LOCK_WATCH_MS);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.gate.lookBeforeRefusing(() => undefined);
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

  /** For those who are about to be refused; a look that begins after they have asked. */
  private lookFor(): Promise<void> {
    this.asked ??= this.rest().then(() => {
      this.asked = undefined;
      return Promise.race([this.lookAnew(), sleep(LONGEST_LOOK_MS, undefined, { ref: false })]);
    });
    return this.asked;
  }

  private async rest(): Promise<void> {
    const restMs = this.restsUntilMs - performance.now();
    if (restMs > 0) await sleep(restMs, undefined, { ref: false });
  }

  /** What this process does itself is known without looking: a run over the fleet takes and gives back thousands. */
  private heed(lock: TenantLock, change: LockChange): void {
    const { companyId, token } = lock;
    this.own.note(lock, change);
    if (change === 'lost') {
      void this.lookAnew();
      return;
    }
    this.seen.set(companyId, token);
    if (change === 'taken') this.gate.close(companyId, reasonOf(lock.operation));
    // Else a later one is still at work.
    else if (!this.own.holds(companyId) && (this.found.get(companyId) ?? 0) <= token) this.gate.open(companyId);
  }

  /** Others' locks are known a moment late, unless news of them come. */
  private isCertain(companyId: number): boolean {
    return this.news.isLive || this.own.holds(companyId);
  }

  private tick(): void {
    this.ticks += 1;
    if (!this.news.isLive || this.ticks % LOOKS_WITH_NEWS === 0) void this.look();
  }

  private async update(): Promise<void> {
    const beganMs = performance.now();
    try {
      this.own.lookBegins();
      const { locked, closed } = await this.locks.look(new Date(this.clock.now().getTime() - LOOK_BACK_MS));
      const closing = locked.filter((lock) => closesTenant(lock.operation) && !this.own.isReleased(lock));
      const now = new Map([...closing, ...this.own.current].map((lock) => [lock.companyId, reasonOf(lock.operation)]));
      const missed = closed.filter(({ companyId, token }) => !now.has(companyId) && this.seen.get(companyId) !== token);
      this.seen = new Map([...tokensOf(closed), ...this.own.heededMeanwhile]);
      this.found = new Map(tokensOf(closing));
      // What began and ended between two looks: opened anew, like the others.
      this.gate.update(new Map([...now, ...missed.map(({ companyId }) => [companyId, 'migration'] as const)]));
      if (missed.length > 0) this.gate.update(now);
    } catch (error) {
      this.logger.warn({ detail: 'The locks cannot be read', error: (error as Error).name });
    } finally {
      const nowMs = performance.now();
      this.restsUntilMs = nowMs + REST_PER_LOOK * (nowMs - beganMs);
    }
  }
}

function tokensOf(locks: readonly ClosedTenant[]): (readonly [companyId: number, token: number])[] {
  return locks.map(({ companyId, token }) => [companyId, token] as const);
}

function reasonOf(operation: TenantOperation): ClosedFor {
  return operation === 'migrate' || operation === 'repair' ? 'migration' : 'maintenance';
}
