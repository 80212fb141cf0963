import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../common/index.js';
import { LEASE_TTL_MS, LeaseLostError, Leases } from '../../database/index.js';
import type { Lease } from '../../database/index.js';
import { DueSubscriptions } from '../changes/due-subscriptions.js';
import { SettlementService } from '../changes/settlement.service.js';
import { DueNotices } from './due-notices.js';
import { NOTICE_KINDS } from './notices.js';
import type { NoticeKind } from './notices.js';
import { NoticesService } from './notices.service.js';

const LEASE = 'subscription-upkeep';
const PORTION = 100;
/** Early enough that one slow company does not cost the lease. */
const RENEW_AFTER_MS = LEASE_TTL_MS / 6;

/** What was done. */
export interface UpkeepReport {
  /** Trials and subscriptions whose end was recorded. */
  ended: number;
  /** Other things that the clock brings: payments that are due, smaller plans that begin. */
  settled: number;
  /** Mails written to owners. */
  mails: number;
  /** Companies with which something went wrong; the next run tries them again. */
  failed: number;
  /** Whether it was stopped before it had seen all companies. */
  interrupted: boolean;
}

/** A run of this process. */
interface Run {
  readonly lease: Lease;
  readonly report: UpkeepReport;
  readonly stop: AbortSignal | undefined;
  renewedAt: Date;
}

/**
 * Records what time has done to subscriptions and tells their owners. One process at a time does it, company by company:
 * each is durable when it is done, so that whoever goes on after a crash does the rest. What is recorded here was true
 * before; nobody's access depends on it.
 */
@Injectable()
export class SubscriptionUpkeep implements BeforeApplicationShutdown {
  private readonly logger = new Logger('SubscriptionUpkeep');
  private underWay: Promise<unknown> | undefined;
  private isStopping = false;

  constructor(
    private readonly leases: Leases,
    private readonly clock: Clock,
    private readonly dueSubscriptions: DueSubscriptions,
    private readonly settlement: SettlementService,
    private readonly dueNotices: DueNotices,
    private readonly notices: NoticesService,
  ) {}

  /**
   * Does all that is due now.
   * @param stop ends it after the company at hand.
   * @returns null when another process, or another call, is at it.
   */
  async run(stop?: AbortSignal): Promise<UpkeepReport | null> {
    const lease = await this.leases.acquire(LEASE);
    if (lease === null) return null;
    const report = { ended: 0, settled: 0, mails: 0, failed: 0, interrupted: false };
    const work = this.work({ lease, report, stop, renewedAt: this.clock.now() });
    this.underWay = work.catch(() => undefined);
    await work;
    return report;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.underWay;
  }

  private async work(run: Run): Promise<void> {
    try {
      await this.settle(run);
      for (const kind of NOTICE_KINDS) await this.tell(run, kind);
    } catch (error) {
      if (!(error instanceof LeaseLostError)) throw error;
      run.report.interrupted = true;
    } finally {
      await this.leases.release(run.lease);
    }
  }

  private async settle(run: Run): Promise<void> {
    const now = this.clock.now();
    await this.each(
      run,
      (after) => this.dueSubscriptions.companies({ after, limit: PORTION }, now),
      async (companyId) => {
        const recorded = await this.settlement.settle(companyId, now);
        const ends = recorded.filter((action) => action === 'expire' || action === 'end').length;
        run.report.ended += ends;
        run.report.settled += recorded.length - ends;
      },
    );
  }

  private async tell(run: Run, kind: NoticeKind): Promise<void> {
    const now = this.clock.now();
    await this.each(
      run,
      (after) => this.dueNotices.companies(kind, now, after, PORTION),
      async (companyId) => {
        run.report.mails += await this.notices.send(companyId, run.lease);
      },
    );
  }

  /** Goes through the companies in order of their numbers, past those with which something goes wrong. */
  private async each(
    run: Run,
    portion: (after: number) => Promise<number[]>,
    step: (companyId: number) => Promise<void>,
  ): Promise<void> {
    let after = 0;
    for (;;) {
      const companyIds = await portion(after);
      for (const companyId of companyIds) {
        if (this.isStopping || run.stop?.aborted) run.report.interrupted = true;
        if (run.report.interrupted) return;
        await this.renew(run);
        await step(companyId).catch((error: unknown) => this.failed(run, companyId, error));
        after = companyId;
      }
      if (companyIds.length < PORTION) return;
    }
  }

  private async renew(run: Run): Promise<void> {
    const now = this.clock.now();
    if (now.getTime() - run.renewedAt.getTime() < RENEW_AFTER_MS) return;
    await this.leases.renew(run.lease);
    run.renewedAt = now;
  }

  private failed(run: Run, companyId: number, error: unknown): void {
    if (error instanceof LeaseLostError) throw error;
    run.report.failed += 1;
    const reason = error instanceof Error ? error.name : 'unknown';
    this.logger.warn({ detail: 'The upkeep of a subscription failed', companyId, reason });
  }
}
