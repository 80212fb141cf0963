import type { QueryRunner } from 'typeorm';
import type { TenantLimits } from './tenant-quota.js';

/** Rows inserted through TypeORM, by resource; 0 for a resource of which rows were inserted by raw statements only. */
export type Insertions = ReadonlyMap<string, number>;

/** Where a query runner keeps it, in what TypeORM leaves to subscribers: a weak map with a key per write is slow to collect. */
const DATA = 'medadmin.quota';

/** What an open transaction, with those nested in it, has inserted and not yet been held to. */
export class WatchedTransaction {
  private readonly levels: Map<string, number>[] = [];
  private unanswered = 0;
  /** Limits of the company, if they were read since the transaction began. */
  limits: TenantLimits | undefined;

  /** What is known of a query runner's transaction, if it has one. */
  static of(queryRunner: QueryRunner): WatchedTransaction {
    return (queryRunner.data[DATA] ??= new WatchedTransaction()) as WatchedTransaction;
  }

  get isOutermost(): boolean {
    return this.levels.length === 1;
  }

  /** Insertions of the innermost level. */
  get insertions(): Insertions {
    return this.levels.at(-1) ?? new Map();
  }

  /** Forgets a transaction that ended without saying so, because the storage failed or nested ones overlapped. */
  reset(): void {
    this.levels.length = 0;
    this.unanswered = 0;
    this.limits = undefined;
  }

  begin(): void {
    this.levels.push(new Map());
  }

  /** Ends the innermost level, whose rows have been counted or are gone. */
  end(): void {
    this.levels.pop();
  }

  /** Whether the database has answered all insertions. Nobody has to wait for one. */
  get isAnswered(): boolean {
    return this.unanswered === 0;
  }

  answered(): void {
    this.unanswered -= 1;
  }

  insert(resource: string, rows: number): void {
    if (rows > 0) this.unanswered += 1;
    const level = this.levels.at(-1);
    level?.set(resource, (level.get(resource) ?? 0) + rows);
  }
}
