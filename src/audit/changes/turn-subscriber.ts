import type { EntitySubscriberInterface, TransactionCommitEvent } from 'typeorm';
import { runsLater } from '../../database/index.js';
import type { CommitTurns } from '../commit-turns.js';
import { AuditedTransaction } from './audited-transaction.js';

/** Shorter than anybody minds. On a slow disk some go on without a turn, and claim their numbers. */
export const TURN_WAIT_MS = 100;

/**
 * Has transactions that changed something wait for their turn before all else that is done at their commit: whoever takes a lock
 * of the database there must not wait in this process for somebody who waits for that lock.
 */
export class TurnSubscriber implements EntitySubscriberInterface {
  constructor(private readonly turns: CommitTurns) {}

  beforeTransactionCommit({ queryRunner }: TransactionCommitEvent): Promise<void> | void {
    const transaction = AuditedTransaction.of(queryRunner);
    if (!runsLater(queryRunner) || !transaction.isOutermost || !transaction.hasChanged) return;
    return transaction.takeTurn(this.turns, TURN_WAIT_MS);
  }
}
