/** What an entry about a restore tells. Those of earlier versions do not say which entries it took back. */
export interface LoggedRestore {
  readonly seq: number;
  /** The last entry whose changes the restored records have. */
  readonly recordsAsOf?: number | undefined;
  /** The last entry that there was then. */
  readonly logUntil?: number | undefined;
}

/** The entries whose changes records have: a restore takes changes back, and none of their entries. */
export class CountedEntries {
  private readonly spans: (readonly [from: number, to: number])[] = [];

  /** Whether all of the log counts; otherwise a restore did not say what it took back, and what was before is not known. */
  readonly isWhole: boolean;

  /** @param end the last entry. */
  constructor(restores: readonly LoggedRestore[], end: number) {
    let last = end;
    for (const { seq, recordsAsOf, logUntil } of [...restores].sort((a, b) => b.seq - a.seq)) {
      // One that another one took back has changed nothing that is there.
      if (seq > last) continue;
      this.spans.push([(logUntil ?? seq) + 1, last]);
      if (recordsAsOf === undefined) {
        this.isWhole = false;
        return;
      }
      last = recordsAsOf;
    }
    this.spans.push([1, last]);
    this.isWhole = true;
  }

  has(seq: number): boolean {
    return this.spans.some(([from, to]) => from <= seq && seq <= to);
  }
}
