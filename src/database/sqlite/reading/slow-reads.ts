import { statSync } from 'node:fs';
import type { SqliteLocation } from '../open-database.js';
import type { StatementResult } from '../statement-result.js';
import type { ReadingThreads } from './reading-threads.js';

/** A statement that takes so long, in milliseconds, keeps everybody waiting. */
const SLOW_MS = 10;
/** So often in a row, and it is run in a thread: on a busy machine any statement takes long now and then. */
const SLOW_TIMES = 3;
/** One that takes less in a thread is not worth one. */
const FAST_MS = 5;
/** Looking for a text in a database of so many bytes takes that long at the worst. */
const LARGE_BYTES = 512 * 1024;
const STATEMENTS_KEPT = 100;

/** A search, whose time depends on how much there is and on what is looked for, so that a fast one says nothing. */
const SEARCH = /^SELECT\b[^]*\bLIKE\b/i;

/**
 * Which reading statements of one database are better run in a thread. SQLite reads synchronously: while it looks through
 * fifty thousand patients, no other company would be answered. What is fast stays where it is, because to be handed over
 * and back costs more than a list of twenty.
 */
export class SlowReads {
  private readonly slow = new Set<string>();
  /** How often in a row a statement has been slow. */
  private readonly suspects = new Map<string, number>();
  private areSearchesSlow: boolean | undefined;

  constructor(
    private readonly location: SqliteLocation,
    private readonly threads: ReadingThreads,
  ) {}

  /**
   * The result from a thread, which sees what was committed before the call; undefined for a statement that is not known to
   * be slow.
   * @throws as running it here does.
   */
  elsewhere(sql: string, parameters: readonly unknown[]): Promise<StatementResult> | undefined {
    if (!this.threads.isThere || !this.isSlow(sql)) return undefined;
    return this.read(sql, parameters);
  }

  /** Runs a reading statement here, and takes note of one that takes too long for that. */
  timed(sql: string, read: () => StatementResult): StatementResult {
    const startedMs = performance.now();
    const result = read();
    if (performance.now() - startedMs >= SLOW_MS) this.note(sql);
    else if (this.suspects.size > 0) this.suspects.delete(sql);
    return result;
  }

  private note(sql: string): void {
    if (SEARCH.test(sql)) {
      this.areSearchesSlow = true;
      return;
    }
    const times = (this.suspects.get(sql) ?? 0) + 1;
    if (this.suspects.size < STATEMENTS_KEPT) this.suspects.set(sql, times);
    if (times >= SLOW_TIMES && this.slow.size < STATEMENTS_KEPT) this.slow.add(sql);
  }

  private isSlow(sql: string): boolean {
    if (this.slow.has(sql)) return true;
    if (!SEARCH.test(sql)) return false;
    this.areSearchesSlow ??= sizeOf(this.location.path) >= LARGE_BYTES;
    return this.areSearchesSlow;
  }

  private async read(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    const { rows, tookMs } = await this.threads.read(this, { location: this.location, sql, parameters });
    if (tookMs < FAST_MS) this.slow.delete(sql);
    return { rows };
  }
}

/** With what is in the log only. */
function sizeOf(path: string): number {
  const sizes = [path, `${path}-wal`].map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
  return sizes.reduce((sum, size) => sum + size);
}
