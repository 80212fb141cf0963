import { Clock } from '../../src/common/index.js';

/** A clock that stands still until the test moves it. */
export class TestClock extends Clock {
  private time: Date;

  constructor(time: string) {
    super();
    this.time = new Date(time);
  }

  override now(): Date {
    return new Date(this.time);
  }

  set(time: string): void {
    this.time = new Date(time);
  }

  advance(milliseconds: number): void {
    this.time = new Date(this.time.getTime() + milliseconds);
  }
}
