import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, LessThan } from 'typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { Clock, isGone, ProblemError, workIdentity } from '../../common/index.js';
import { FleetOperation } from './operation.entity.js';
import type { OperationDetail, OperationKind, OperationState } from './operation.entity.js';
import { nameOfActor } from './actors.js';
import type { OperationActor } from './actors.js';
import { OperationAudit } from './operation-audit.js';
import { OPERATION_TTL_MS, RunningOperation } from './running-operation.js';

/** What is about to be done, to whom, and on whose behalf. */
export interface OperationStart {
  readonly kind: OperationKind;
  /** Null: the master database. */
  readonly company: { readonly companyId: number; readonly slug: string } | null;
  readonly actor: OperationActor;
  readonly detail?: OperationDetail;
}

/** Finishes or undoes what a dead process left half-done, going by `operation.detail`, and says which. */
export type OperationRecovery = (operation: RunningOperation) => Promise<'done' | 'undone'>;

/**
 * The log of what is done to whole databases, in the master database. Each entry is there before its work begins, so
 * that work of a process that dies is found, and finished or undone by another one.
 */
@Injectable()
export class Operations {
  private readonly logger = new Logger('Operations');
  private readonly recoveries = new Map<string, OperationRecovery>();
  private readonly rows: Repository<FleetOperation>;

  constructor(
    @InjectDataSource() master: DataSource,
    private readonly clock: Clock,
    private readonly audit: OperationAudit,
  ) {
    this.rows = master.getRepository(FleetOperation);
  }

  /** Says how operations of a kind are recovered; to be called before the application has started. */
  recoverWith(kind: OperationKind, recovery: OperationRecovery): void {
    this.recoveries.set(kind, recovery);
  }

  /**
   * Does `work` and logs it: `done`, or `failed` when it throws, and then it has taken back what it did.
   * @throws what `work` throws; OperationLostError.
   */
  async run<T>(start: OperationStart, work: (operation: RunningOperation) => Promise<T>): Promise<T> {
    const row = await this.begin(start);
    const operation = this.running(row);
    try {
      const result = await work(operation);
      await operation.end('done');
      await this.audit.tell(row, start.actor, 'done');
      return result;
    } catch (error) {
      // What went wrong is what the caller is told, not that it could not be written down.
      await operation.end('failed', failureOf(error)).catch(() => undefined);
      await this.audit.tell(row, start.actor, failureOf(error).code);
      throw error;
    }
  }

  /**
   * Finishes or undoes what processes left that are gone. What cannot be done now is tried again at the next call.
   * @returns how many were brought to their end.
   */
  async recover(): Promise<number> {
    let ended = 0;
    for (const row of await this.rows.find({ where: { state: 'running' }, order: { id: 'ASC' } })) {
      if (this.isAbandoned(row) && (await this.takeOver(row))) ended += 1;
    }
    return ended;
  }

  /** Forgets ended backups and proofs of them that are older than this; every other entry is kept. */
  async purge(before: Date): Promise<void> {
    for (const kind of ['backup', 'verify'] as const) {
      await this.rows.delete({ kind, state: 'done', endedAt: LessThan(before) });
    }
  }

  /**
   * What was written down for whoever takes over, by all operations of a kind on a company.
   * @param state absent: any.
   */
  async detailsOf(kind: OperationKind, companyId: number, state?: OperationState): Promise<OperationDetail[]> {
    const where = { kind, companyId, ...(state !== undefined && { state }) };
    const rows = await this.rows.find({ select: { detail: true }, where });
    return rows.map(({ detail }) => detail);
  }

  /** Takes out of the log what names a company or tells more than its number, in the transaction that deletes it. */
  async forgetCompany(transaction: EntityManager, companyId: number): Promise<void> {
    const nothing = { companySlug: null, detail: {}, errorDetail: null };
    await transaction.update(FleetOperation, { companyId }, nothing);
  }

  private async begin({ kind, company, actor, detail = {} }: OperationStart): Promise<FleetOperation> {
    const now = this.clock.now();
    const row = {
      ...{
        kind,
        actor: nameOfActor(actor),
        detail,
        state: 'running' as const,
        step: null,
        progress: 0,
        owner: workIdentity(),
      },
      ...{ companyId: company?.companyId ?? null, companySlug: company?.slug ?? null },
      ...{ renewedAt: now, startedAt: now, endedAt: null, errorCode: null, errorDetail: null },
    };
    const { identifiers } = await this.rows.insert(row);
    return { ...row, id: identifiers[0]?.id as number };
  }

  private running(row: FleetOperation): RunningOperation {
    return new RunningOperation(row, this.rows, this.clock);
  }

  private isAbandoned({ owner, renewedAt }: FleetOperation): boolean {
    return owner === '' || isGone(owner) || renewedAt.getTime() <= this.clock.now().getTime() - OPERATION_TTL_MS;
  }

  private async takeOver(row: FleetOperation): Promise<boolean> {
    const owner = workIdentity();
    const asSeen = { id: row.id, owner: row.owner, state: 'running' as const };
    const { affected } = await this.rows.update(asSeen, { owner, renewedAt: this.clock.now() });
    if (affected !== 1) return false;
    const operation = this.running({ ...row, owner });
    const recovery = this.recoveries.get(row.kind);
    try {
      const outcome = recovery === undefined ? 'failed' : await recovery(operation);
      await operation.end(outcome, recovery === undefined ? INTERRUPTED : undefined);
      await this.audit.tell(row, row.actor, outcome);
      return true;
    } catch (error) {
      this.logger.warn({ detail: 'An operation could not be recovered yet', id: row.id, error: failureOf(error).code });
      await operation.postpone().catch(() => undefined);
      return false;
    }
  }
}

const INTERRUPTED = { code: 'interrupted', detail: 'The process that was at work is gone.' };

/** Messages of other errors may hold values of rows; their names do not. */
function failureOf(error: unknown): { code: string; detail: string } {
  if (error instanceof ProblemError) return { code: error.code, detail: error.detail };
  const name = error instanceof Error ? error.name : 'unknown';
  const { code } = (error ?? {}) as { code?: unknown };
  return { code: typeof code === 'string' ? code : 'internal-error', detail: name };
}
