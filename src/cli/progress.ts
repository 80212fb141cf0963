const BAR_WIDTH = 24;
const CLEAR_LINE = '\r\u001b[K';
/** A bar that is drawn more often cannot be read anyway. */
const REDRAW_MS = 100;
/** With fewer steps than this the lines of the result tell how far it is. */
const FEW = 20;

interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/**
 * How far long work has come: a bar on a terminal; elsewhere a line for every twentieth part, if there are many.
 * Ours instead of a library's: it is one line, and must leave the line free for results that are printed meanwhile.
 */
export class Progress {
  private done = 0;
  private skipped = 0;
  private drawnMs = -Infinity;
  private readonly startedMs: number;

  /** @param now milliseconds of a clock that only goes forward. */
  constructor(
    private readonly total: number,
    private readonly stream: ProgressStream = process.stderr,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.startedMs = now();
  }

  /** One more step is done. @param label what was done. */
  advance(label: string): void {
    const before = this.done;
    this.done += 1;
    if (this.stream.isTTY === true) this.draw(label);
    else if (this.total > FEW && this.twentieths(before) < this.twentieths(this.done)) {
      this.stream.write(`${this.figures()}\n`);
    }
  }

  /** So many steps were done before; they took no time. */
  skip(steps: number): void {
    this.done += steps;
    this.skipped += steps;
  }

  /** Takes the bar away, before a line is printed and at the end. */
  clear(): void {
    if (this.stream.isTTY === true) this.stream.write(CLEAR_LINE);
    this.drawnMs = -Infinity;
  }

  private draw(label: string): void {
    if (this.now() - this.drawnMs < REDRAW_MS && this.done < this.total) return;
    this.drawnMs = this.now();
    const filled = Math.round((this.done / this.total) * BAR_WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
    const line = `${bar} ${this.figures()} ${label}`;
    this.stream.write(CLEAR_LINE + line.slice(0, this.columns - 1));
  }

  /** `500/10000, 412/s, 23 s left`. */
  private figures(): string {
    const seconds = (this.now() - this.startedMs) / 1000;
    const share = `${this.done}/${this.total}`;
    if (seconds <= 0 || this.done === this.skipped) return share;
    const rate = (this.done - this.skipped) / seconds;
    return `${share}, ${short(rate)}/s, ${duration((this.total - this.done) / rate)} left`;
  }

  private twentieths(done: number): number {
    return Math.floor((done * 20) / this.total);
  }

  /** A terminal that does not know its width says 0. */
  private get columns(): number {
    const { columns = 0 } = this.stream;
    return columns > 0 ? columns : 80;
  }
}

function short(figure: number): string {
  return figure < 10 ? figure.toFixed(1) : figure.toFixed(0);
}

/** `23 s`, `4 min 10 s`, `1 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
