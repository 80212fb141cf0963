/** The time, as everything that depends on it asks for it, so that tests can set it. */
export abstract class Clock {
  abstract now(): Date;

  /** Sets it, by so many milliseconds ahead. Nothing for a clock that does not go by the machine's. */
  correct(_aheadMs: number): void {
    // Whoever sets a clock knows better.
  }
}

export class SystemClock extends Clock {
  private aheadMs = 0;

  /** @param machineMs the machine's clock, in milliseconds since 1970. */
  constructor(private readonly machineMs: () => number = Date.now) {
    super();
  }

  override now(): Date {
    return new Date(this.machineMs() + this.aheadMs);
  }

  override correct(aheadMs: number): void {
    this.aheadMs += aheadMs;
  }
}
