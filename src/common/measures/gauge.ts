import { Measure } from './measure.js';
import type { Sample } from './measure.js';

/** A figure that goes up and down. */
export class Gauge extends Measure {
  /** As it is now. */
  value = 0;

  constructor(name: string, help: string) {
    super(name, help, 'gauge');
  }

  override samples(): readonly Sample[] {
    return [{ labels: {}, value: this.value }];
  }
}

/** Figures that are looked up when somebody asks; none when that fails, which is not to hide the other measures. */
export class ReadGauge extends Measure {
  constructor(
    name: string,
    help: string,
    private readonly read: () => readonly Sample[] | Promise<readonly Sample[]>,
  ) {
    super(name, help, 'gauge');
  }

  override async samples(): Promise<readonly Sample[]> {
    try {
      return await this.read();
    } catch {
      return [];
    }
  }
}
