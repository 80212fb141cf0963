/** Answers to what was told, until there are enough or it has taken too long. */
export class Answers {
  private readonly counts = new Map<number, number>();
  private readonly waiting = new Map<number, () => void>();
  private last = 0;

  /** A number for what is to be told next. */
  next(): number {
    this.last += 1;
    this.counts.set(this.last, 0);
    return this.last;
  }

  /** Somebody has heard; nothing when nobody waits for that any more. */
  add(number: number): void {
    const count = this.counts.get(number);
    if (count === undefined) return;
    this.counts.set(number, count + 1);
    this.waiting.get(number)?.();
  }

  /** Waits for so many answers, and no longer than `waitMs` milliseconds. */
  async enough(number: number, wanted: number, waitMs: number): Promise<void> {
    if ((this.counts.get(number) ?? 0) < wanted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        this.waiting.set(number, () => {
          if ((this.counts.get(number) ?? 0) < wanted) return;
          clearTimeout(timer);
          resolve();
        });
      });
    }
    this.forget(number);
  }

  forget(number: number): void {
    this.counts.delete(number);
    this.waiting.delete(number);
  }
}
