import { Measure } from './measure.js';
import type { Sample } from './measure.js';

/** Counts something that happens. */
export class Counter extends Measure {
  private total = 0;

  constructor(name: string, help: string) {
    super(name, help, 'counter');
  }

  /** How often it has happened in this process. */
  get value(): number {
    return this.total;
  }

  increment(): void {
    this.total += 1;
  }

  override samples(): readonly Sample[] {
    return [{ labels: {}, value: this.total }];
  }
}

/** Counts something that happens in one of several known ways. */
export class LabelledCounter<Value extends string> extends Measure {
  private readonly totals: Map<Value, number>;

  /** @param values all values of the label; each is told from the start, so that a first one is seen as a rise. */
  constructor(
    name: string,
    help: string,
    private readonly label: string,
    values: readonly Value[],
  ) {
    super(name, help, 'counter');
    this.totals = new Map(values.map((value) => [value, 0]));
  }

  /** How often it has happened in this way in this process. */
  value(value: Value): number {
    return this.totals.get(value) ?? 0;
  }

  increment(value: Value): void {
    this.totals.set(value, this.value(value) + 1);
  }

  override samples(): readonly Sample[] {
    return [...this.totals].map(([value, total]) => ({ labels: { [this.label]: value }, value: total }));
  }
}
