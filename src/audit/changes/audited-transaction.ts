import type { QueryRunner } from 'typeorm';
import type { Actor } from '../../common/index.js';
import type { ChainHead } from '../chain.js';
import type { Changes } from '../audit-keys.js';

/** What a transaction did to rows of one table. */
export interface TableChange {
  readonly action: 'create' | 'update' | 'delete' | 'import';
  readonly table: string;
  ids: (number | string)[];
  /** Of a single row. */
  readonly changes?: Changes;
}

const transactions = new WeakMap<QueryRunner, AuditedTransaction>();

/** What an open transaction, with those nested in it, has changed so far, and for whom. */
export class AuditedTransaction {
  private readonly levels: TableChange[][] = [];
  private actor: Actor | undefined;
  /** It was not found out what a statement changed: the transaction must not be committed. */
  isBlind = false;
  /** The chain's end once its entries were added. */
  head: ChainHead | undefined;

  static of(queryRunner: QueryRunner): AuditedTransaction {
    const known = transactions.get(queryRunner);
    if (known !== undefined) return known;
    const transaction = new AuditedTransaction();
    transactions.set(queryRunner, transaction);
    return transaction;
  }

  /** On whose behalf all of the transaction is. */
  get by(): Actor | undefined {
    return this.actor;
  }

  isFor(actor: Actor): void {
    this.actor = actor;
  }

  get isOutermost(): boolean {
    return this.levels.length === 1;
  }

  get changes(): readonly TableChange[] {
    return this.levels.flat();
  }

  /** Forgets a transaction that ended without saying so. */
  reset(): void {
    this.levels.length = 0;
    this.actor = undefined;
    this.head = undefined;
    this.isBlind = false;
  }

  begin(): void {
    this.levels.push([]);
  }

  add(change: TableChange): void {
    const level = this.levels.at(-1);
    const last = level?.at(-1);
    // The statements of one import are told of as one.
    if (last?.action === 'import' && change.action === 'import' && last.table === change.table)
      for (const id of change.ids) last.ids.push(id);
    else level?.push(change);
  }

  /** The innermost level is committed: what it did is its parent's now. */
  commit(): void {
    const done = this.levels.pop() ?? [];
    this.levels.at(-1)?.push(...done);
  }

  /** The innermost level is undone, and with it what it did. */
  rollback(): void {
    this.levels.pop();
  }
}
