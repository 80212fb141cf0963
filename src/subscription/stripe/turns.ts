/** Pieces of work under one key come one after the other; under different keys they know nothing of each other. */
export class Turns<Key> {
  private readonly last = new Map<Key, Promise<unknown>>();

  /** Runs `work` when all earlier work under this key has ended, well or badly. */
  async take<T>(key: Key, work: () => Promise<T>): Promise<T> {
    const mine = (this.last.get(key) ?? Promise.resolve()).then(work, work);
    this.last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.last.get(key) === mine) this.last.delete(key);
    }
  }
}
