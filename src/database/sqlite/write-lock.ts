import { writeLockTimeouts, writeLockWait } from '../database-measures.js';
import { DatabaseBusyError } from '../database.errors.js';

interface Waiter {
  readonly grant: (release: () => void) => void;
  readonly timer: NodeJS.Timeout;
  readonly startedMs: number;
}

/**
 * The one-writer rule of a SQLite file inside this process: first come, first served, waiting without blocking the
 * event loop.
 */
export class WriteLock {
  private held = false;
  private readonly waiters: Waiter[] = [];

  /**
   * Waits for the lock.
   * @param timeoutMs longest wait in milliseconds. It also ends a unit of work that waits for itself because it used
   *   another handle than its own transaction's.
   * @returns the function that releases it; calling it twice does nothing.
   * @throws DatabaseBusyError when the lock was not free in time.
   */
  acquire(timeoutMs: number): Promise<() => void> {
    if (!this.held) {
      this.held = true;
      writeLockWait.observe(0);
      return Promise.resolve(this.releaseOnce());
    }
    const startedMs = performance.now();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiters.splice(this.waiters.indexOf(waiter), 1);
        writeLockTimeouts.increment();
        reject(new DatabaseBusyError(timeoutMs));
      }, timeoutMs);
      const waiter: Waiter = { grant: resolve, timer, startedMs };
      this.waiters.push(waiter);
    });
  }

  private releaseOnce(): () => void {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.passOn();
    };
  }

  private passOn(): void {
    const next = this.waiters.shift();
    if (next === undefined) {
      this.held = false;
      return;
    }
    clearTimeout(next.timer);
    writeLockWait.observe((performance.now() - next.startedMs) / 1000);
    next.grant(this.releaseOnce());
  }
}
