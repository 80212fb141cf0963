import { QueryRunnerAlreadyReleasedError, TransactionNotStartedError } from 'typeorm';
import type { QueryRunner } from 'typeorm';
import { OverlappingTransactionsError } from './database.errors.js';

/** What an engine does at both ends of a level. The savepoint's name is undefined for the outermost one. */
export interface LevelEnds {
  begin(savepoint: string | undefined): Promise<void>;
  /** @param left is called when the level is there no more; when it fails before, it can be rolled back. */
  commit(savepoint: string | undefined, left: () => void): Promise<void>;
  rollback(savepoint: string | undefined): Promise<void> | void;
  /** Is told that the transaction can only be rolled back from now on. */
  lose?(error: OverlappingTransactionsError): void;
}

/** What TypeORM's query runners have, and others read. */
type Runner = Pick<QueryRunner, 'isReleased' | 'broadcaster'> & { isTransactionActive: boolean };

/** The transaction of one unit of work, and those nested in it. A level is known by its number: 1 is the outermost. */
export class TransactionLevels {
  private depth = 0;
  private isLostNow = false;
  private endsWithTransaction = false;
  private hasEnded = false;

  constructor(
    private readonly runner: Runner,
    private readonly ends: LevelEnds,
  ) {}

  /** Whether a level has ended that was not the innermost. */
  get isLost(): boolean {
    return this.isLostNow;
  }

  /** Makes the end of the transaction the end of the unit of work: no statement is run after it. */
  endWithTransaction(): void {
    this.endsWithTransaction = true;
  }

  /** @throws QueryRunnerAlreadyReleasedError when the unit of work has ended. */
  assertUsable(): void {
    if (this.runner.isReleased || this.hasEnded) throw new QueryRunnerAlreadyReleasedError();
  }

  /** Begins a transaction, or a nested one. @returns its level. */
  async start(): Promise<number> {
    this.assertUsable();
    await this.runner.broadcaster.broadcast('BeforeTransactionStart');
    await this.ends.begin(savepointOf(this.depth + 1));
    this.runner.isTransactionActive = true;
    this.depth += 1;
    const level = this.depth;
    await this.runner.broadcaster.broadcast('AfterTransactionStart');
    return level;
  }

  /**
   * Commits the level, which must be the innermost. When the database refuses, the level is still there, to be rolled
   * back; when the storage fails after the commit (CommitFailedError), it may not be.
   */
  async commit(level = this.depth): Promise<void> {
    this.assertStarted();
    await this.runner.broadcaster.broadcast('BeforeTransactionCommit');
    if (level !== this.depth) throw this.lose();
    await this.ends.commit(savepointOf(level), () => this.leave(level));
    await this.runner.broadcaster.broadcast('AfterTransactionCommit');
  }

  /** Undoes the level; when it is not the innermost, all of the transaction is lost. */
  async rollback(level = this.depth): Promise<void> {
    this.assertStarted();
    await this.runner.broadcaster.broadcast('BeforeTransactionRollback');
    if (level !== this.depth) this.lose();
    this.leave(level);
    await this.ends.rollback(savepointOf(level));
    await this.runner.broadcaster.broadcast('AfterTransactionRollback');
  }

  /** The level is there no more, nor is any in it. */
  leave(level: number): void {
    this.depth = Math.min(this.depth, level - 1);
    this.runner.isTransactionActive = this.depth > 0;
    this.isLostNow &&= this.depth > 0;
    this.hasEnded ||= this.endsWithTransaction && this.depth === 0;
  }

  private assertStarted(): void {
    if (!this.runner.isTransactionActive) throw new TransactionNotStartedError();
  }

  private lose(): OverlappingTransactionsError {
    const error = new OverlappingTransactionsError();
    this.isLostNow = true;
    this.ends.lose?.(error);
    return error;
  }
}

function savepointOf(level: number): string | undefined {
  return level === 1 ? undefined : `medadmin_${level - 1}`;
}
