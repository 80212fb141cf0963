/** An instant that all tabs of this browser know. It tells when somebody did something, never who or what. */
export class SharedMoment {
  private own = 0;

  constructor(private readonly key: string) {}

  /** Milliseconds since 1970; 0 when nothing is known. */
  get(): number {
    try {
      return Math.max(this.own, Number(localStorage.getItem(this.key) ?? 0));
    } catch {
      // Storage may be forbidden: then each tab goes by what it knows itself.
      return this.own;
    }
  }

  set(time: number): void {
    this.own = time;
    try {
      localStorage.setItem(this.key, String(time));
    } catch {
      // As above.
    }
  }
}
