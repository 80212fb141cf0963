import type { QueryRunner } from 'typeorm';
import type { TenantLimits } from './tenant-quota.js';

/** Rows inserted through TypeORM, by resource; 0 for a resource of which rows were inserted by raw statements only. */
export type Insertions = ReadonlyMap<string, number>;

const transactions = new WeakMap<QueryRunner, WatchedTransaction>();

/** What an open transaction, with those nested in it, has inserted and not yet been held to. */
export class WatchedTransaction {
  private readonly levels: Map<string, number>[] = [];
  /** Limits of the company, if they were read since the transaction began. */
  limits: TenantLimits | undefined;

  /** The transaction of a query runner; not open when it has none. */
  static of(queryRunner: QueryRunner): WatchedTransaction {
    const known = transactions.get(queryRunner);
    if (known !== undefined) return known;
    const transaction = new WatchedTransaction();
    transactions.set(queryRunner, transaction);
    return transaction;
  }

  get isOpen(): boolean {
    return this.levels.length > 0;
  }

  /** Insertions of the innermost level. */
  get insertions(): Insertions {
    return this.levels.at(-1) ?? new Map();
  }

  begin(): void {
    if (!this.isOpen) this.limits = undefined;
    this.levels.push(new Map());
  }

  /**
   * Ends the innermost level, whose rows have been counted or are gone.
   * @param isActive whether there is still one around it; several may have ended at once, when nested ones overlapped.
   */
  end(isActive: boolean): void {
    if (isActive) this.levels.pop();
    else this.levels.length = 0;
  }

  insert(resource: string, rows: number): void {
    const level = this.levels.at(-1);
    level?.set(resource, (level.get(resource) ?? 0) + rows);
  }
}
