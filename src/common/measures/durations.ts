import { Measure } from './measure.js';
import type { Sample } from './measure.js';

/** Upper bounds of the buckets, in seconds. */
export const BUCKETS_SECONDS: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** How often something took how long. */
export class Durations {
  /** One more than there are bounds: what took longer than all of them. */
  private readonly counts: number[] = Array.from({ length: BUCKETS_SECONDS.length + 1 }, () => 0);
  private sumSeconds = 0;

  observe(seconds: number): void {
    let bucket = 0;
    while (bucket < BUCKETS_SECONDS.length && seconds > (BUCKETS_SECONDS[bucket] ?? 0)) bucket += 1;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.sumSeconds += seconds;
  }

  /** As Prometheus wants a histogram: each bucket with all that are smaller. */
  samples(name: string, labels: Sample['labels']): readonly Sample[] {
    let count = 0;
    const buckets = this.counts.map((inBucket, index) => {
      count += inBucket;
      return {
        metricName: `${name}_bucket`,
        labels: { ...labels, le: BUCKETS_SECONDS[index] ?? '+Inf' },
        value: count,
      };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: this.sumSeconds },
      { metricName: `${name}_count`, labels, value: count },
    ];
  }
}

/** How long something takes. */
export class DurationMeasure extends Measure {
  private readonly durations = new Durations();

  constructor(name: string, help: string) {
    super(name, help, 'histogram');
  }

  observe(seconds: number): void {
    this.durations.observe(seconds);
  }

  override samples(): readonly Sample[] {
    return this.durations.samples(this.name, {});
  }
}
