import type { QueryRunner } from 'typeorm';
import type { Actor } from '../../common/index.js';
import type { ChainHead } from '../chain.js';
import type { Changes } from '../audit-keys.js';
import type { CommitTurns, EndTurn } from '../commit-turns.js';
import type { AuditedStatement } from './statements.js';

/** What a transaction did to rows of one table. */
export interface TableChange {
  readonly action: 'create' | 'update' | 'delete' | 'import';
  readonly table: string;
  ids: (number | string)[];
  /** Of a single row. */
  readonly changes?: Changes;
}

/**
 * Where a query runner keeps it, in what TypeORM leaves to subscribers. Not in a weak map: with a key per write, those cost
 * the garbage collector as much as the entry costs SQLite.
 */
const DATA = 'medadmin.audit';

/** A statement under way, and the rows that it is about, as they were. */
export interface RunningStatement {
  readonly sql: string;
  readonly statement: AuditedStatement;
  readonly before: readonly Readonly<Record<string, unknown>>[];
}

/** What an open transaction, with those nested in it, has changed so far, and for whom. */
export class AuditedTransaction {
  private readonly levels: TableChange[][] = [];
  private actor: Actor | undefined;
  private readonly running: RunningStatement[] = [];
  /** It was not found out what a statement changed: the transaction must not be committed. */
  isBlind = false;
  /** The chain's end once its entries were added. */
  head: ChainHead | undefined;
  private turn: EndTurn | undefined;

  static of(queryRunner: QueryRunner): AuditedTransaction {
    return (queryRunner.data[DATA] ??= new AuditedTransaction()) as AuditedTransaction;
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

  get isOver(): boolean {
    return this.levels.length === 0;
  }

  get hasChanged(): boolean {
    return this.levels.some((changes) => changes.length > 0);
  }

  get changes(): readonly TableChange[] {
    return this.levels.length === 1 ? [...this.levels[0]!] : this.levels.flat();
  }

  /** Whether nobody else in this process is about to add to the chain. */
  get hasTurn(): boolean {
    return this.turn !== undefined;
  }

  /** Waits for its turn to add to the chain, but no longer than so many milliseconds. */
  takeTurn(turns: CommitTurns, waitMs: number): Promise<void> | void {
    if (this.turn !== undefined) return;
    const turn = turns.take(waitMs);
    if (typeof turn === 'function') this.turn = turn;
    else return turn.then((end) => void (this.turn = end));
  }

  endTurn(): void {
    this.turn?.();
    this.turn = undefined;
  }

  /** Forgets a transaction that ended without saying so. */
  reset(): void {
    this.endTurn();
    this.levels.length = 0;
    this.running.length = 0;
    this.actor = undefined;
    this.head = undefined;
    this.isBlind = false;
  }

  begin(): void {
    this.levels.push([]);
  }

  statementBegins(statement: RunningStatement): void {
    this.running.push(statement);
  }

  /** The statement that has ended; undefined for one that is not watched. */
  statementEnds(sql: string): RunningStatement | undefined {
    const index = this.running.findIndex((statement) => statement.sql === sql);
    return index < 0 ? undefined : this.running.splice(index, 1)[0];
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
