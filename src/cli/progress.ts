const BAR_WIDTH = 24;
const CLEAR_LINE = '\r\u001b[K';

interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/**
 * How far long work has come: a bar on a terminal; elsewhere nothing, because there the lines of the result tell.
 * Ours instead of a library's: it is one line, and must leave the line free for results that are printed meanwhile.
 */
export class Progress {
  private done = 0;

  constructor(
    private readonly total: number,
    private readonly stream: ProgressStream = process.stderr,
  ) {}

  /** One more step is done. @param label what was done. */
  advance(label: string): void {
    this.done += 1;
    if (this.stream.isTTY !== true) return;
    const filled = Math.round((this.done / this.total) * BAR_WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
    const line = `${bar} ${this.done}/${this.total} ${label}`;
    this.stream.write(CLEAR_LINE + line.slice(0, this.columns - 1));
  }

  /** Takes the bar away, before a line is printed and at the end. */
  clear(): void {
    if (this.stream.isTTY === true) this.stream.write(CLEAR_LINE);
  }

  /** A terminal that does not know its width says 0. */
  private get columns(): number {
    const { columns = 0 } = this.stream;
    return columns > 0 ? columns : 80;
  }
}
