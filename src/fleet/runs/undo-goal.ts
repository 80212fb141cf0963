import { Injectable } from '@nestjs/common';
import type { FleetRun } from './fleet-run.entity.js';
import { FleetRuns } from './fleet-runs.js';
import { keptUpTo, keptWithout } from './taken-back.js';
import type { HistoryRow } from './taken-back.js';

/** Up to which migration a company's database is taken back; undefined: it stays as it is. */
export type KeptOf = (history: readonly HistoryRow[]) => string | undefined;

/** What an undoing run is to take back. */
@Injectable()
export class UndoGoals {
  constructor(private readonly runs: FleetRuns) {}

  /**
   * @param backTo name of the newest migration that is kept; null: those of the last run are taken back.
   * @throws NothingToUndoError; RunUnderWayError.
   */
  async choose(backTo: string | null): Promise<Pick<FleetRun, 'backTo' | 'undoes'>> {
    return { backTo, undoes: backTo === null ? (await this.runs.undoable()).id : null };
  }

  async keptOf({ backTo, undoes }: Pick<FleetRun, 'backTo' | 'undoes'>): Promise<KeptOf> {
    if (backTo !== null) return (history) => keptUpTo(backTo, history);
    const undone = undoes === null ? null : await this.runs.find(undoes);
    return (history) => (undone === null ? undefined : keptWithout(undone.startedAt, history));
  }
}
