import { Injectable } from '@nestjs/common';
import { Counter, Gauge, MeasureSource } from '../common/index.js';
import { Settings } from '../config/index.js';
import { CompanyBusyError } from './tenancy.errors.js';

/** More in one turn would keep the first of them waiting for the last; fewer would gain less. */
const BEGUN_AT_ONCE = 16;

/** What one company has under way, and what waits. */
export class CompanyTurns {
  active = 0;
  readonly waiting: (() => void)[] = [];
  /** Among those that get a turn soon. */
  isQueued = false;
}

/**
 * Shares the process among companies. Reading from SQLite is synchronous, so a hundred requests that one company sends at
 * once would all be answered before anybody else's is looked at. A company therefore begins only one request in each turn of
 * the event loop, and has only so many under way; the others wait, and companies that wait take turns. (Four a turn gave the
 * busy company 2 % more, and had everybody else wait three times as long: `npm run bench:neighbour`.)
 *
 * Those that begin in a turn begin together: step by step next to each other, requests take a third less of the processor
 * than one after the other, for each step's code is still at hand. One that comes alone begins at once.
 */
@Injectable()
export class TenantTurns extends MeasureSource {
  private readonly waitingNow = new Gauge('medadmin_company_requests_waiting', 'Requests that wait for their turn.');
  private readonly refused = new Counter(
    'medadmin_company_queue_refusals_total',
    'Requests refused because too many of their company were waiting.',
  );
  override readonly measures = [this.waitingNow, this.refused];
  /** Companies with requests that wait and may begin, in the order of their turns. */
  private readonly queue: CompanyTurns[] = [];
  private isLooking = false;

  constructor(private readonly settings: Settings) {
    super();
  }

  /**
   * Waits for a turn, when nothing else is to be done until the end of this turn of the event loop. Every one that is got must
   * be given back by `leave`.
   * @throws CompanyBusyError when too many of the company wait already.
   */
  enter(company: CompanyTurns): Promise<void> {
    // The next one to begin does not count as one that waits.
    const beginning = this.mayBegin(company) ? 1 : 0;
    if (company.waiting.length - beginning >= this.settings.companyQueue) {
      this.refused.increment();
      throw new CompanyBusyError();
    }
    return new Promise((resolve) => {
      company.waiting.push(resolve);
      this.waitingNow.value += 1;
      this.line(company);
    });
  }

  leave(company: CompanyTurns): void {
    company.active -= 1;
    this.line(company);
  }

  private mayBegin({ active }: CompanyTurns): boolean {
    return active < this.settings.companyConcurrency;
  }

  /** Puts a company at the end of the queue if it has something to begin. */
  private line(company: CompanyTurns): void {
    if (company.isQueued || company.waiting.length === 0 || !this.mayBegin(company)) return;
    company.isQueued = true;
    this.queue.push(company);
    this.lookNextTurn();
  }

  private lookNextTurn(): void {
    if (this.isLooking || this.queue.length === 0) return;
    this.isLooking = true;
    setImmediate(this.nextTurn);
  }

  /** One request of each company that waits; behind those who got none, companies with more come again. */
  private readonly nextTurn = (): void => {
    this.isLooking = false;
    for (const company of this.queue.splice(0, BEGUN_AT_ONCE)) {
      company.isQueued = false;
      this.begin(company);
      this.line(company);
    }
    this.lookNextTurn();
  };

  private begin(company: CompanyTurns): void {
    const next = company.waiting.shift();
    if (next === undefined) return;
    this.waitingNow.value -= 1;
    company.active += 1;
    next();
  }
}
