import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, Not } from 'typeorm';
import { Clock, isGone, workIdentity } from '../../common/index.js';
import { FleetRun } from './fleet-run.entity.js';
import { NothingToUndoError, OtherReleaseError, RunUnderWayError } from './runs.errors.js';

/** What a run is about. */
export type RunSubject = Pick<FleetRun, 'kind' | 'head' | 'companyId' | 'backTo' | 'undoes'>;

/** The runs that there were, in the master database. */
@Injectable()
export class FleetRuns {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Writes down that this process begins a run; durable when it returns. */
  async begin(subject: RunSubject): Promise<FleetRun> {
    const begun = { owner: workIdentity(), startedAt: this.clock.now(), endedAt: null, changed: 0, failed: 0 };
    return this.runs.save(this.runs.create({ ...subject, ...begun, state: 'running' }));
  }

  /**
   * The last run, if it was not brought to its end; null when there is nothing to go on with.
   * @param head name of this program's newest migration.
   * @throws OtherReleaseError when the run was another program's; RunUnderWayError when somebody is at it.
   */
  async unfinished(head: string): Promise<FleetRun | null> {
    const run = await this.newest({});
    if (run === null || run.state === 'done' || run.state === 'undone') return null;
    if (run.head !== head) throw new OtherReleaseError(run.id, run.head);
    assertAtRest(run);
    return run;
  }

  /**
   * The last run whose migrations are still there.
   * @throws NothingToUndoError; RunUnderWayError when somebody is at it.
   */
  async undoable(): Promise<FleetRun> {
    const run = await this.newest({ kind: 'migrate', state: Not('undone') });
    if (run === null) throw new NothingToUndoError();
    assertAtRest(run);
    return run;
  }

  find(id: number): Promise<FleetRun | null> {
    return this.runs.findOneBy({ id });
  }

  /** This process goes on with a run. */
  async takeUp({ id }: FleetRun): Promise<void> {
    await this.runs.update({ id }, { state: 'running', owner: workIdentity(), endedAt: null });
  }

  /**
   * Writes down how a run ended.
   * @param outcome `changed`: how many more companies it changed since it was begun or taken up.
   */
  async end(run: FleetRun, outcome: { state: 'done' | 'stopped'; changed: number; failed: number }): Promise<void> {
    const { state, changed, failed } = outcome;
    await this.master.transaction(async (transaction) => {
      await transaction.increment(FleetRun, { id: run.id }, 'changed', changed);
      await transaction.update(FleetRun, { id: run.id }, { state, failed, endedAt: this.clock.now() });
      if (state === 'done' && run.undoes !== null) {
        await transaction.update(FleetRun, { id: run.undoes }, { state: 'undone' });
      }
    });
  }

  private newest(which: Parameters<typeof this.runs.findOneBy>[0]): Promise<FleetRun | null> {
    return this.runs.findOne({ where: which, order: { id: 'DESC' } });
  }

  private get runs() {
    return this.master.getRepository(FleetRun);
  }
}

function assertAtRest({ id, state, owner }: FleetRun): void {
  if (state === 'running' && !isGone(owner)) throw new RunUnderWayError(id);
}
