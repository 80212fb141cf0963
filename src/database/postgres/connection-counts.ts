/** How many connections each of many users has. */
export class ConnectionCounts<User extends object> {
  private readonly byUser = new Map<User, number>();
  private readonly leaving = new WeakMap<User, () => void>();
  private sum = 0;

  get total(): number {
    return this.sum;
  }

  of(user: User): number {
    return this.byUser.get(user) ?? 0;
  }

  add(user: User, change: 1 | -1): void {
    const count = this.of(user) + change;
    this.sum += change;
    if (count > 0) this.byUser.set(user, count);
    else {
      this.byUser.delete(user);
      this.leaving.get(user)?.();
    }
  }

  /** Waits until a user has none left, but no longer than so many milliseconds. */
  untilNone(user: User, waitMs: number): Promise<void> {
    if (this.of(user) === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, waitMs).unref();
      this.leaving.set(user, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
