import { Injectable } from '@nestjs/common';
import { Counter, Gauge, MeasureSource } from '../common/index.js';
import { Settings } from '../config/index.js';
import { CompanyBusyError } from './tenancy.errors.js';

/** What one company has under way, and what waits. */
export class CompanyTurns {
  active = 0;
  /** In this turn of the event loop. */
  hasBegun = false;
  readonly waiting: (() => void)[] = [];
}

/**
 * Shares the process among companies. Reading from SQLite is synchronous, so a hundred requests that one company sends at
 * once would all be answered before anybody else's is looked at. A company therefore begins only one request in each turn of
 * the event loop, and has only so many under way; the others wait, and companies that wait take turns. (Four a turn gave the
 * busy company 2 % more, and had everybody else wait three times as long: `npm run bench:neighbour`.)
 */
@Injectable()
export class TenantTurns extends MeasureSource {
  private readonly waitingNow = new Gauge('medadmin_company_requests_waiting', 'Requests that wait for their turn.');
  private readonly refused = new Counter(
    'medadmin_company_queue_refusals_total',
    'Requests refused because too many of their company were waiting.',
  );
  override readonly measures = [this.waitingNow, this.refused];
  /** Companies that began a request in this turn of the event loop. */
  private readonly begun: CompanyTurns[] = [];
  /** Companies with requests that wait, in the order of their turns. */
  private readonly queue = new Set<CompanyTurns>();

  constructor(private readonly settings: Settings) {
    super();
  }

  /**
   * Asks for a turn; every one that is got must be given back by `leave`.
   * @returns undefined when there is one now, which is the rule; else a promise of it.
   * @throws CompanyBusyError when too many of the company wait already.
   */
  enter(company: CompanyTurns): Promise<void> | undefined {
    if (company.waiting.length === 0 && this.mayBegin(company)) {
      this.begin(company);
      return undefined;
    }
    if (company.waiting.length >= this.settings.companyQueue) {
      this.refused.increment();
      throw new CompanyBusyError();
    }
    return new Promise((resolve) => {
      company.waiting.push(resolve);
      this.waitingNow.value += 1;
      this.queue.add(company);
      this.lookNextTurn();
    });
  }

  leave(company: CompanyTurns): void {
    company.active -= 1;
    if (company.waiting.length > 0) this.lookNextTurn();
  }

  private mayBegin({ active, hasBegun }: CompanyTurns): boolean {
    return !hasBegun && active < this.settings.companyConcurrency;
  }

  private begin(company: CompanyTurns): void {
    company.active += 1;
    company.hasBegun = true;
    this.begun.push(company);
    this.lookNextTurn();
  }

  private isLooking = false;

  private lookNextTurn(): void {
    if (this.isLooking) return;
    this.isLooking = true;
    setImmediate(this.nextTurn);
  }

  /** One request of each company that waits. */
  private readonly nextTurn = (): void => {
    this.isLooking = false;
    for (const company of this.begun) company.hasBegun = false;
    this.begun.length = 0;
    if (this.queue.size > 0) for (const company of [...this.queue]) this.beginWaiting(company);
  };

  private beginWaiting(company: CompanyTurns): void {
    if (!this.mayBegin(company)) return;
    const next = company.waiting.shift();
    // Behind those who still wait: the next turn begins with them.
    this.queue.delete(company);
    if (company.waiting.length > 0) this.queue.add(company);
    if (next === undefined) return;
    this.waitingNow.value -= 1;
    this.begin(company);
    next();
  }
}
