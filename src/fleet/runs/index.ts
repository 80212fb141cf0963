import { FleetRunner } from './fleet-runner.js';
import { FleetRuns } from './fleet-runs.js';
import { KnownTenants } from './known-tenants.js';
import { Trials } from './trials.js';
import { Turns } from './turns.js';
import { UndoGoals } from './undo-goal.js';

export type { FleetRun } from './fleet-run.entity.js';
export { FleetRunner } from './fleet-runner.js';
export type { TenantOutcome } from './outcome.js';
export type { RunEnd, RunRequest, RunWatcher } from './run-request.js';
export * from './runs.errors.js';
export type { SweepEnd } from './sweep.js';
export { Trials } from './trials.js';

/** Runs over many companies' databases. */
export const RUNS = [FleetRuns, FleetRunner, KnownTenants, Trials, Turns, UndoGoals];
