/**
 * Does the same small work of several requests in one go. Requests that came together go on step by step next to each other;
 * where a step also writes to a file or a socket, the processor has to fetch whatever follows anew for each of them.
 */
export class SideBySide {
  private moment: Promise<void> | undefined;

  /** Runs it behind everything that goes on now without waiting for anybody else. @throws what it throws. */
  run<T>(work: () => T): Promise<T> {
    this.moment ??= new Promise((resolve) => {
      process.nextTick(() => {
        this.moment = undefined;
        resolve();
      });
    });
    return this.moment.then(work);
  }
}
