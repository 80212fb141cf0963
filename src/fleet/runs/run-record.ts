import type { FleetRun } from './fleet-run.entity.js';
import type { FleetRuns, RunSubject } from './fleet-runs.js';

/** The row of a run, which comes into being when the run first has something to change. */
export class RunRecord {
  private row: Promise<FleetRun> | undefined;

  /** @param resumed the run that is gone on with, if it is not a new one. */
  constructor(
    private readonly runs: FleetRuns,
    readonly subject: RunSubject,
    readonly resumed?: FleetRun,
  ) {
    if (resumed) this.row = Promise.resolve(resumed);
  }

  /** The row, which is durable when it is known. */
  readonly begun = async (): Promise<FleetRun> => {
    this.row ??= this.runs.begin(this.subject).catch((error: unknown) => {
      this.row = undefined;
      throw error;
    });
    return this.row;
  };

  /** Writes down how the run ended. @returns its number; undefined when there was nothing to change. */
  async end(outcome: Parameters<FleetRuns['end']>[1]): Promise<number | undefined> {
    const run = await this.row;
    if (run !== undefined) await this.runs.end(run, outcome);
    return run?.id;
  }
}
