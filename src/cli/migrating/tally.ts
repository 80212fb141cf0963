import type { Counts, MigrationOutcome } from './outcomes.js';

/** What a run over many companies came to, without keeping all of them. */
export class Tally {
  private total = 0;
  private readonly numbers = { changed: 0, unchanged: 0, failed: 0, doneBefore: 0 };
  private readonly durationsMs: number[] = [];
  private slowest: MigrationOutcome | undefined;
  rows = 0;

  expect(total: number): void {
    this.total = total;
  }

  add(outcome: MigrationOutcome): void {
    const { status, durationMs, rows = 0 } = outcome;
    if (status === 'failed') this.numbers.failed += 1;
    else this.numbers[status === 'migrated' || status === 'undone' ? 'changed' : 'unchanged'] += 1;
    this.rows += rows;
    if (durationMs === undefined) return;
    this.durationsMs.push(durationMs);
    if (durationMs > (this.slowest?.durationMs ?? -1)) this.slowest = outcome;
  }

  skip(companies: number): void {
    this.numbers.doneBefore += companies;
  }

  get counts(): Counts {
    const { changed, unchanged, failed, doneBefore } = this.numbers;
    const reached = changed + unchanged + failed + doneBefore;
    // Companies that signed up meanwhile are reached too.
    return { ...this.numbers, notReached: Math.max(0, this.total - reached) };
  }

  /** Of those that were worked on; undefined when none was. */
  get durations(): { readonly medianMs: number; readonly longestMs: number; readonly slowest: string } | undefined {
    const sorted = this.durationsMs.toSorted((a, b) => a - b);
    const medianMs = sorted[Math.floor(sorted.length / 2)];
    if (medianMs === undefined || this.slowest?.durationMs === undefined) return undefined;
    return { medianMs, longestMs: this.slowest.durationMs, slowest: this.slowest.slug };
  }
}
