import type { FleetRun, RunEnd, RunWatcher, TenantOutcome } from '../../fleet/index.js';
import type { Output } from '../output.js';
import { plural } from '../plural.js';
import { duration, Progress } from '../progress.js';
import { InOrder } from './in-order.js';
import { migrationLine, migrationOutcome, migrationSummary } from './outcomes.js';
import type { MigrationOutcome } from './outcomes.js';
import { Tally } from './tally.js';
import { wordingOf } from './wording.js';
import type { Direction, Mode, Wording } from './wording.js';

/** So many companies get a line each; of more, only those that failed. */
const FEW = 20;

export interface ReportOptions {
  readonly direction: Direction;
  readonly mode: Mode;
  readonly json: boolean;
  /** Whether it is to go on with an earlier run. */
  readonly resumes: boolean;
  readonly stop: AbortSignal;
  /** Whether somebody wants to go on after the canaries. */
  readonly goOn: (soFar: string) => Promise<boolean>;
}

/** Looks on while a run goes, and prints what comes of it. */
export class RunReport implements RunWatcher {
  readonly stop: AbortSignal;
  private readonly tally = new Tally();
  private readonly outcomes: MigrationOutcome[] = [];
  private readonly startedMs = performance.now();
  private readonly inOrder = new InOrder<MigrationOutcome>((outcome) => {
    if (this.options.json) this.outcomes.push(outcome);
    else this.line(migrationLine(outcome, this.wording));
  });
  private progress = new Progress(0);
  private direction: Direction;
  private isShort = true;

  constructor(
    private readonly output: Output,
    private readonly options: ReportOptions,
  ) {
    this.stop = options.stop;
    this.direction = options.direction;
  }

  begins(total: number, run?: FleetRun): void {
    this.tally.expect(total);
    this.progress = new Progress(total);
    this.isShort = total <= FEW;
    if (run) {
      this.direction = run.kind;
      this.output.note(`Going on with run ${run.id}, begun ${run.startedAt.toISOString()}.`);
    } else if (this.options.resumes) this.output.note('There is no unfinished run: this is a new one.');
  }

  skips(companies: number): void {
    this.tally.skip(companies);
    this.progress.skip(companies);
  }

  tell(told: TenantOutcome, place: number): void {
    const outcome = migrationOutcome(told, this.direction);
    this.tally.add(outcome);
    if (this.options.json || this.isShort) this.inOrder.add(outcome, place);
    else if (outcome.error ?? outcome.again) this.line(migrationLine(outcome, this.wording));
    this.progress.advance(outcome.slug);
  }

  async goOn(): Promise<boolean> {
    this.progress.clear();
    const { changed, failed } = this.tally.counts;
    return this.options.goOn(`${plural(changed + failed, 'canary', 'canaries')}: ${changed} well, ${failed} failed.`);
  }

  /** Prints what the run came to. @returns whether all went well. */
  end({ end, run }: RunEnd): boolean {
    this.progress.clear();
    this.inOrder.end();
    const { counts } = this.tally;
    const isWell = counts.failed === 0 && counts.notReached === 0;
    if (this.options.json) this.output.json({ ...this.document(), run: run ?? null, end });
    else {
      if (!this.isShort) this.table().forEach((line) => this.output.line(line));
      this.output.line(migrationSummary(counts, this.wording, end));
    }
    return isWell;
  }

  private get wording(): Wording {
    return wordingOf(this.options.mode, this.direction);
  }

  private document(): object {
    const { changed, unchanged, ...others } = this.tally.counts;
    const { durations, rows } = this.tally;
    const kinds =
      this.direction === 'migrate'
        ? { migrated: changed, upToDate: unchanged }
        : { undone: changed, unchanged: unchanged };
    const durationMs = Math.round(performance.now() - this.startedMs);
    return { companies: this.outcomes, ...kinds, ...others, rows, durationMs, ...durations };
  }

  private table(): string[] {
    const { durations, rows, counts } = this.tally;
    const seconds = (performance.now() - this.startedMs) / 1000;
    const reached = counts.changed + counts.unchanged + counts.failed;
    const lines = [`time        ${duration(seconds)}, ${(reached / seconds).toFixed(0)} companies a second`];
    if (durations) {
      const { medianMs, longestMs, slowest } = durations;
      lines.push(`each        median ${ms(medianMs)}, longest ${ms(longestMs)} (${slowest})`, `rows kept   ${rows}`);
    }
    return lines;
  }

  private line(text: string): void {
    this.progress.clear();
    this.output.line(text);
  }
}

function ms(figure: number): string {
  return figure < 10 ? `${figure.toFixed(1)} ms` : `${figure.toFixed(0)} ms`;
}
