import { Injectable, Logger, Optional } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import pLimit from 'p-limit';
import type { DataSource } from 'typeorm';
import { AuditCheckpoints, AuditJournal, CompanyAudit, entryValues } from '../../audit/index.js';
import type { AuditEvent, OpenLine } from '../../audit/index.js';
import { Clock } from '../../common/index.js';
import { TenantPool } from '../tenant-pool.js';
import { CompanyVisits } from './company-visits.js';
import { ShownTogether } from './shown-together.js';
import type { Shown } from './shown-together.js';

// Intervals, not cron expressions: those load time zones, a twentieth of the start.
const SECOND_MS = 1000;
/** How long lines wait in the journal of a busy process: many then share a transaction. */
const TAKE_IN_MS = 10 * SECOND_MS;
const MINUTE_MS = 60_000;
/** A company that is closed takes in what has waited for longer; a commit at every closing would cost too much. */
const LONGEST_WAIT_MS = MINUTE_MS;
/** Companies that nobody opens are opened for their log no more often than that. */
const CLOSED_MS = 5 * MINUTE_MS;
const COMPANIES_AT_ONCE = 4;
/** A process that ends opens no more companies for their log; the next one does. */
const OPENED_AT_END = 20;

/**
 * What happens in a company without changing its data: reads, refusals, sign-ins, exports, backups. It is written into
 * the journal of the process at once, and taken into the company's chain some seconds later, or by another process if this
 * one is killed. Changes need none of this: see CompanyAudit.
 */
@Injectable()
export class AuditTrail implements BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger('Audit');
  private readonly waiting = new Map<number, OpenLine[]>();
  /** Since when, in milliseconds since 1970, the oldest line of a company has waited. */
  private readonly since = new Map<number, number>();
  private readonly taking = new Map<number, Promise<void>>();
  private readonly shown = new ShownTogether((all) => this.addShown(all));
  private readonly turns = pLimit(COMPANIES_AT_ONCE);

  constructor(
    private readonly journal: AuditJournal,
    private readonly pool: TenantPool,
    private readonly visits: CompanyVisits,
    private readonly clock: Clock,
    @Optional() private readonly checkpoints?: AuditCheckpoints,
  ) {
    pool.beforeClosing((companyId, dataSource) => this.takeInOld(companyId, dataSource));
  }

  /**
   * Records what happened in a company, whether its database can be reached at the moment or not. When it returns, the
   * record survives a crash and a power cut.
   * @throws AuditJournalError when it could not be written: then what it is about must not be answered.
   */
  record(companyId: number, event: AuditEvent): Promise<void> {
    const now = this.clock.now();
    return this.journal.add(companyId, entryValues(event, now), (line) => this.wait(line, now));
  }

  /**
   * The same for what is shown, which happens all the time: when it returns, the record survives a crash, and a second
   * later a power cut.
   * @param describe called before it returns, together with those of other answers.
   */
  recordShown(companyId: number, describe: () => AuditEvent): Promise<void> {
    return this.shown.add(companyId, describe);
  }

  /** The same for what has happened already and is not undone when it cannot be written, which the log of the process tells. */
  recordAfterwards(companyId: number, event: AuditEvent): Promise<void> {
    return this.record(companyId, event).catch((error: unknown) => {
      this.logger.error({ detail: 'An event could not be recorded', companyId, error: nameOf(error) });
    });
  }

  /** Takes what waits into the chains of open companies. */
  @Interval(TAKE_IN_MS)
  async takeInOpen(): Promise<void> {
    const open = [...this.waiting.keys()].filter((companyId) => this.pool.known(companyId)?.audit !== undefined);
    await Promise.all(open.map((companyId) => this.turns(() => this.reachAndTakeIn(companyId))));
  }

  /** Takes what waits for one open company, here and in processes beside, so that its log tells of everything until now. */
  async takeInFor(companyId: number, dataSource: DataSource): Promise<void> {
    await this.takeIn(companyId, dataSource);
    for (const { journal, lines } of await this.journal.ofOthers(companyId)) {
      await CompanyAudit.of(dataSource)?.takeIn(dataSource, { journal, lines });
    }
  }

  /** Takes everything that waits into the companies' chains; what cannot be reached now waits on. */
  @Interval(CLOSED_MS)
  async takeAllIn(): Promise<void> {
    await Promise.all([...this.waiting.keys()].map((companyId) => this.turns(() => this.reachAndTakeIn(companyId))));
  }

  /**
   * Removes a company's entries that are older than `keptSince`, in whole finished stretches.
   * @returns how many.
   * @throws what opening the company throws.
   */
  prune(companyId: number, keptSince: Date): Promise<number> {
    return this.visits.enter(
      companyId,
      async (dataSource) => (await CompanyAudit.of(dataSource)?.prune(dataSource, keptSince)) ?? 0,
    );
  }

  /**
   * Drops what waits for a company that is erased. Lines of the journal hold numbers and no names; they go from the disk
   * with those of other companies around them. @returns how many lines there were.
   */
  async forget(companyId: number): Promise<number> {
    const dropped = this.drop(companyId);
    await this.journal.tidy();
    return dropped;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.takeInOpen();
    if (this.waiting.size <= OPENED_AT_END) await this.takeAllIn();
    await this.checkpoints?.keep();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.journal.close();
  }

  private addShown(all: readonly Shown[]): Promise<unknown> | undefined {
    const now = this.clock.now();
    const happened = all.map(({ companyId, event }) => ({ companyId, values: entryValues(event, now) }));
    return this.journal.addAll(happened, (line) => this.wait(line, now));
  }

  private wait(line: OpenLine, now: Date): void {
    const lines = this.waiting.get(line.companyId);
    if (lines !== undefined) {
      lines.push(line);
      return;
    }
    this.waiting.set(line.companyId, [line]);
    this.since.set(line.companyId, now.getTime());
  }

  private drop(companyId: number): number {
    const lines = this.waiting.get(companyId) ?? [];
    this.waiting.delete(companyId);
    this.since.delete(companyId);
    this.journal.done(lines);
    return lines.length;
  }

  private async takeInOld(companyId: number, dataSource: DataSource): Promise<void> {
    const since = this.since.get(companyId);
    if (since !== undefined && this.clock.now().getTime() - since >= LONGEST_WAIT_MS)
      await this.takeIn(companyId, dataSource);
  }

  private async reachAndTakeIn(companyId: number): Promise<void> {
    await this.visits
      .enter(companyId, (dataSource) => this.takeIn(companyId, dataSource))
      .catch(async () => {
        if (!(await this.visits.isThere(companyId))) this.drop(companyId);
      });
  }

  /** One after the other for each company: a journal's lines go in in their order. */
  private async takeIn(companyId: number, dataSource: DataSource): Promise<void> {
    while (this.taking.has(companyId)) await this.taking.get(companyId)?.catch(() => undefined);
    const work = this.takeLines(companyId, dataSource);
    this.taking.set(companyId, work);
    await work.finally(() => this.taking.delete(companyId));
  }

  private async takeLines(companyId: number, dataSource: DataSource): Promise<void> {
    const lines = this.waiting.get(companyId) ?? [];
    const audit = CompanyAudit.of(dataSource);
    if (lines.length === 0 || audit === undefined) return;
    this.waiting.delete(companyId);
    this.since.delete(companyId);
    try {
      await audit.takeIn(dataSource, { journal: this.journal.id, lines });
      this.journal.done(lines);
    } catch (error) {
      this.waiting.set(companyId, [...lines, ...(this.waiting.get(companyId) ?? [])]);
      this.since.set(companyId, 0);
      this.logger.warn({ detail: 'Events wait to be taken into the audit log', companyId, error: nameOf(error) });
      throw error;
    }
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
