/** Nobody has a turn for longer than this, in milliseconds: one whose end was not told of holds nobody up for good. */
const LONGEST_MS = 5_000;

/** Ends a turn. */
export type EndTurn = () => void;

interface Waiter {
  readonly resolve: (turn: EndTurn | undefined) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Turns of those in this process who are about to add to one chain and commit. Who has one knows where the chain ends. It is a
 * help only: what decides is the chain in the database, and who has waited for long goes on without, because whoever has the
 * turn may wait in the database for something that he has.
 */
export class CommitTurns {
  private isTaken = false;
  private waiters: Waiter[] = [];

  /** @param waitMs longest wait in milliseconds. @returns how the turn ends; undefined after a wait in vain. */
  take(waitMs: number): EndTurn | Promise<EndTurn | undefined> {
    if (!this.isTaken) return this.begin();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.waiters = this.waiters.filter((each) => each !== waiter);
        resolve(undefined);
      }, waitMs);
      const waiter: Waiter = { resolve, timer };
      this.waiters.push(waiter);
    });
  }

  private begin(): EndTurn {
    this.isTaken = true;
    let hasEnded = false;
    const end = (): void => {
      clearTimeout(timer);
      if (!hasEnded) this.pass();
      hasEnded = true;
    };
    const timer = setTimeout(end, LONGEST_MS).unref();
    return end;
  }

  private pass(): void {
    const next = this.waiters.shift();
    this.isTaken = next !== undefined;
    if (next === undefined) return;
    clearTimeout(next.timer);
    next.resolve(this.begin());
  }
}
