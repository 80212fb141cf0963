import { setTimeout as sleep } from 'node:timers/promises';

/** Before those whose database somebody else is at get another turn, in milliseconds. */
const PAUSE_MS = 100;

/** Those that are taken ahead are closed as if they were worked on: for so many milliseconds, if all take as long as the last. */
const SOON_MS = 250;

/** How a company's turn ended: its database was changed, needed no change, was not changed, or is in others' hands. */
export interface Turn {
  readonly status: 'changed' | 'as-it-was' | 'failed' | 'locked';
  /** How long its database was worked on, without any waiting. */
  readonly durationMs?: number;
}

export interface SweepLimits {
  /** Companies that have their turn at the same time. */
  readonly concurrency: number;
  /** So many more may have theirs, as long as those who wait come to it soon. */
  readonly ahead?: number;
  /** After so many that needed a change, `goOn` is asked. */
  readonly canary?: number | undefined;
  /** After so many failures nobody else gets a turn. */
  readonly maxFailures?: number | undefined;
  /** How long, in milliseconds, those in others' hands are waited for when all others are through. */
  readonly patienceMs: number;
}

export interface SweepControl {
  /** Ends the sweep: those under way are waited for, nobody else gets a turn. */
  readonly stop: AbortSignal;
  /** Whether to go on after the canaries. */
  readonly goOn: () => Promise<boolean>;
}

/** Why nobody else got a turn; `complete`: all had theirs. */
export type SweepEnd = 'complete' | 'interrupted' | 'canary' | 'max-failures';

/** A company with its place among all. */
type Placed<Company> = readonly [company: Company, place: number];

/** Gives each of many companies a turn, several at a time; one that fails stops nobody else. Holds none in memory. */
export class Sweep<Company, Outcome extends Turn> {
  private readonly underWay = new Set<Promise<void>>();
  private readonly postponed: Placed<Company>[] = [];
  private readonly counts = { changed: 0, failed: 0 };
  private canary: number | undefined;
  private deadlineMs = Infinity;
  /** What the last that was changed took of one of the places at work; unknown before the first. */
  private workMs = Infinity;

  /**
   * @param turn must not throw.
   * @param tell is given every outcome that is final, as they come, with the company's place among all, from 0 on.
   */
  constructor(
    private readonly limits: SweepLimits,
    private readonly control: SweepControl,
    private readonly turn: (company: Company) => Promise<Outcome>,
    private readonly tell: (outcome: Outcome, place: number) => void,
  ) {
    this.canary = limits.canary;
  }

  async over(companies: AsyncIterable<Company>): Promise<SweepEnd> {
    let end: SweepEnd | undefined;
    for await (const placed of this.withPostponed(companies)) {
      end = await this.room();
      if (end !== undefined) break;
      this.begin(placed);
    }
    await Promise.all(this.underWay);
    return end ?? 'complete';
  }

  private async *withPostponed(companies: AsyncIterable<Company>): AsyncGenerator<Placed<Company>> {
    let place = 0;
    for await (const company of companies) yield [company, place++];
    this.deadlineMs = performance.now() + this.limits.patienceMs;
    for (;;) {
      await Promise.all(this.underWay);
      if (this.postponed.length === 0) return;
      await sleep(PAUSE_MS);
      yield* this.postponed.splice(0);
    }
  }

  /** Waits until there is room for another one. @returns why there will be none. */
  private async room(): Promise<SweepEnd | undefined> {
    for (;;) {
      const end = this.end();
      if (end !== undefined) return end;
      if (!this.isFull) return undefined;
      if (this.underWay.size > 0) await Promise.race(this.underWay);
      else if (await this.control.goOn()) this.canary = undefined;
      else return 'canary';
    }
  }

  private end(): SweepEnd | undefined {
    if (this.control.stop.aborted) return 'interrupted';
    return this.counts.failed >= (this.limits.maxFailures ?? Infinity) ? 'max-failures' : undefined;
  }

  /** Those under way may all turn out to need a change, or to fail. */
  private get isFull(): boolean {
    const { underWay, counts, limits } = this;
    const atRisk = counts.changed + counts.failed + underWay.size;
    return underWay.size >= limits.concurrency + this.ahead || atRisk >= (this.canary ?? Infinity);
  }

  private get ahead(): number {
    const { ahead = 0, maxFailures } = this.limits;
    // Where failures stop the sweep, they are to show while few are under way: half as many as went well.
    const most = maxFailures === undefined ? ahead : Math.min(ahead, Math.floor(this.counts.changed / 2));
    return Math.min(most, Math.floor((SOON_MS * this.limits.concurrency) / this.workMs));
  }

  private begin(placed: Placed<Company>): void {
    const running = this.turn(placed[0]).then((outcome) => {
      if (outcome.status === 'changed') this.workMs = outcome.durationMs ?? Infinity;
      this.underWay.delete(running);
      this.settle(placed, outcome);
    });
    this.underWay.add(running);
  }

  private settle(placed: Placed<Company>, outcome: Outcome): void {
    if (outcome.status === 'locked' && performance.now() < this.deadlineMs) {
      this.postponed.push(placed);
      return;
    }
    if (outcome.status === 'changed') this.counts.changed += 1;
    if (outcome.status === 'failed' || outcome.status === 'locked') this.counts.failed += 1;
    this.tell(outcome, placed[1]);
  }
}
