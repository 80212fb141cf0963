import type { Repository } from 'typeorm';
import type { Clock } from '../../common/index.js';
import type { FleetOperation, OperationDetail, OperationState } from './operation.entity.js';
import { OperationLostError } from './operations.errors.js';

/** How long an operation may be silent before others take it over, in milliseconds. */
export const OPERATION_TTL_MS = 30_000;
const RENEW_MS = OPERATION_TTL_MS / 3;
/** Progress is written down no more often. */
const PROGRESS_MS = 1000;

type Operation = Pick<FleetOperation, 'id' | 'companyId' | 'companySlug' | 'actor' | 'detail' | 'owner' | 'kind'>;
type Changes = Partial<
  Pick<FleetOperation, 'step' | 'progress' | 'detail' | 'state' | 'owner' | 'endedAt' | 'errorCode' | 'errorDetail'>
>;

/** An operation that this process is at work on. */
export class RunningOperation {
  private readonly timer: NodeJS.Timeout;
  private progressAt: number;
  private isPostponed = false;
  private isLost = false;

  constructor(
    private readonly operation: Operation,
    private readonly rows: Repository<FleetOperation>,
    private readonly clock: Clock,
  ) {
    this.progressAt = clock.now().getTime();
    this.timer = setInterval(() => void this.renew(), RENEW_MS).unref();
  }

  get id(): number {
    return this.operation.id;
  }

  get kind(): string {
    return this.operation.kind;
  }

  get company(): { readonly companyId: number | null; readonly slug: string | null } {
    return { companyId: this.operation.companyId, slug: this.operation.companySlug };
  }

  get actor(): string {
    return this.operation.actor;
  }

  /** What was written down for whoever takes over. */
  get detail(): OperationDetail {
    return this.operation.detail;
  }

  /**
   * Writes down what comes next, durably, before it is done: whoever takes over after a crash goes by it.
   * @param detail added to what was told before.
   * @throws OperationLostError when another process took it over.
   */
  async step(name: string, detail: OperationDetail = {}): Promise<void> {
    this.operation.detail = { ...this.operation.detail, ...detail };
    await this.write({ step: name, detail: this.operation.detail });
  }

  /** Tells how far it is, in percent; at most once a second, and never failing. */
  progress(percent: number): void {
    const nowMs = this.clock.now().getTime();
    if (nowMs - this.progressAt < PROGRESS_MS) return;
    this.progressAt = nowMs;
    void this.write({ progress: Math.max(0, Math.min(99, Math.round(percent))) }).catch(() => undefined);
  }

  /** What is left, the upkeep does later, by the operation's recovery; the work may return meanwhile. */
  async postpone(): Promise<void> {
    this.isPostponed = true;
    this.stop();
    await this.write({ owner: '' });
  }

  /** Ends it, unless it was postponed. @throws OperationLostError. */
  async end(state: Exclude<OperationState, 'running'>, error?: { code: string; detail: string }): Promise<void> {
    this.stop();
    if (this.isPostponed) return;
    const failure = error && { errorCode: error.code.slice(0, 60), errorDetail: error.detail.slice(0, 500) };
    const progress = state === 'done' ? { progress: 100 } : {};
    await this.write({ state, endedAt: this.clock.now(), ...progress, ...failure });
  }

  /** Tells nothing any more. */
  stop(): void {
    clearInterval(this.timer);
  }

  private async renew(): Promise<void> {
    await this.write({}).catch(() => undefined);
  }

  private async write(changes: Changes): Promise<void> {
    if (this.isLost) throw new OperationLostError();
    const mine = { id: this.operation.id, owner: this.operation.owner, state: 'running' as const };
    const { affected } = await this.rows.update(mine, { ...changes, renewedAt: this.clock.now() });
    if (affected === 1) return;
    this.isLost = true;
    this.stop();
    throw new OperationLostError();
  }
}
