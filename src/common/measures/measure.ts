/** One figure of a measure, with the labels that tell it from the others. */
export interface Sample {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
  /** Name under which it is told, where that is not the measure's: `…_bucket`, `…_sum`, `…_count`. */
  readonly metricName?: string;
}

export type MeasureKind = 'counter' | 'gauge' | 'histogram';

/**
 * Something this process counts or times. Measuring is an addition to a number; what reads the figures, and in which
 * format, is not known here. Labels come from sets that the program knows: routes, statuses, codes. Never companies or
 * people, of which there are any number, and which are nobody's business who watches the machines.
 */
export abstract class Measure {
  /**
   * @param name as Prometheus has them: `medadmin_…_total` for counters, `…_seconds` for times.
   * @param help one sentence.
   */
  constructor(
    readonly name: string,
    readonly help: string,
    readonly kind: MeasureKind,
  ) {}

  /** The figures of this moment. */
  abstract samples(): readonly Sample[] | Promise<readonly Sample[]>;
}

/** Measures that need something that is injected; found by `app.module.ts`. */
export abstract class MeasureSource {
  abstract readonly measures: readonly Measure[];
}
