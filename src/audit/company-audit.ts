import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import type { Actor, Clock } from '../common/index.js';
import type { AuditValues } from '../config/index.js';
import { holdText, runsLater } from '../database/index.js';
import { entryValues } from './audit-event.js';
import type { EntryValues } from './audit-event.js';
import type { AuditKeys } from './audit-keys.js';
import { AuditChain } from './chain.js';
import type { ChainHead } from './chain.js';
import { AuditSubscriber } from './changes/audit-subscriber.js';
import { AuditedTables } from './changes/audited-tables.js';
import { AuditedTransaction } from './changes/audited-transaction.js';
import type { TableChange } from './changes/audited-transaction.js';
import { ChangeWatch } from './changes/change-watch.js';
import { TURN_WAIT_MS, TurnSubscriber } from './changes/turn-subscriber.js';
import { CommitTurns } from './commit-turns.js';
import { AuditSegments } from './segments.js';

/** Whose database it is, and how its log is kept. */
export interface AuditOptions {
  readonly companyId: number;
  readonly keys: AuditKeys;
  readonly values: AuditValues;
  readonly clock: Clock;
  /** Tables whose changes are not told of, those of the log among them. */
  readonly workingTables: readonly string[];
  /** Is told the end of the chain after every commit. */
  readonly onHead: (companyId: number, head: ChainHead) => void;
}

/** Lines of one process's journal, in their order. */
export interface JournalLines {
  readonly journal: string;
  readonly lines: readonly { readonly line: number; readonly values: EntryValues }[];
}

const audits = new WeakMap<DataSource, CompanyAudit>();
/** On actors whose request the log tells of already: themselves, for what is made of one by copying it has recorded nothing. */
const RECORDED = Symbol('recorded');
type RecordedActor = Actor & { [RECORDED]?: Actor };

/** One company's open database, with its audit log. */
export class CompanyAudit {
  readonly tables: AuditedTables;
  private readonly chain: AuditChain;
  private readonly turns = new CommitTurns();

  private constructor(
    dataSource: DataSource,
    private readonly options: AuditOptions,
  ) {
    this.tables = new AuditedTables(dataSource, options.workingTables);
    this.chain = new AuditChain(dataSource, options.keys);
    dataSource.subscribers.unshift(new TurnSubscriber(this.turns));
    dataSource.subscribers.push(new AuditSubscriber(this, new ChangeWatch(this.tables)));
  }

  /** Records all changes of an initialized DataSource from now on. */
  static install(dataSource: DataSource, options: AuditOptions): void {
    audits.set(dataSource, new CompanyAudit(dataSource, options));
  }

  /** The log of a database that was opened as a company's; undefined for any other. */
  static of(dataSource: DataSource): CompanyAudit | undefined {
    return audits.get(dataSource);
  }

  /** Says on whose behalf all of a transaction is. */
  static isFor({ queryRunner }: EntityManager, actor: Actor): void {
    if (queryRunner !== undefined) AuditedTransaction.of(queryRunner).isFor(actor);
  }

  /**
   * Whether a change of this request is in the log, or something else that was said to be enough.
   * @param actor of the request; undefined where nobody asked for it, as everybody does who records.
   */
  static hasRecorded(actor: Actor | undefined): boolean {
    return actor !== undefined && (actor as RecordedActor)[RECORDED] === actor;
  }

  get companyId(): number {
    return this.options.companyId;
  }

  get keys(): AuditKeys {
    return this.options.keys;
  }

  /** Adds what a transaction changed, as a part of it. @returns the end of the chain, if it is committed. */
  write(queryRunner: QueryRunner, actor: Actor, changes: readonly TableChange[]): Promise<ChainHead> {
    const now = this.options.clock.now();
    const { keys, values: how } = this.options;
    const entries = changes.map(({ action, table, ids, changes: values }) => {
      const detail = values && keys.protect(values, how);
      return entryValues({ actor, action, table, ids, detail }, now);
    });
    // What an import did would be long to do again.
    const isShort = changes.every(({ action }) => action !== 'import');
    return isShort && AuditedTransaction.of(queryRunner).hasTurn
      ? this.chain.appendInTurn(queryRunner, entries)
      : this.chain.append(queryRunner, entries);
  }

  committed(head: ChainHead, actor: Actor | undefined): void {
    this.chain.commit(head);
    if (actor !== undefined) (actor as RecordedActor)[RECORDED] = actor;
    this.options.onHead(this.options.companyId, head);
  }

  /** Adds entries in a transaction of others, such as the purging of old ones. */
  async add(transaction: EntityManager, entries: readonly EntryValues[]): Promise<void> {
    const { queryRunner } = transaction;
    if (queryRunner === undefined || entries.length === 0) return;
    const watched = AuditedTransaction.of(queryRunner);
    if (runsLater(queryRunner)) await watched.takeTurn(this.turns, TURN_WAIT_MS);
    watched.head = await this.chain.append(queryRunner, entries);
  }

  /** Finishes what is long or old enough, and removes what is older than `keptSince`. @returns how many entries went. */
  async prune(dataSource: DataSource, keptSince: Date): Promise<number> {
    const segments = new AuditSegments(dataSource, this.options.keys, (transaction, entries) =>
      this.add(transaction, entries),
    );
    const now = this.options.clock.now();
    await segments.seal(now);
    return segments.purge(keptSince, now);
  }

  /** Takes lines of a journal into the chain, those that were not taken in before. */
  takeIn(dataSource: DataSource, { journal, lines }: JournalLines): Promise<void> {
    return dataSource.transaction(async (transaction) => {
      // Two processes may have read the same lines: the second finds that they are in.
      holdText(transaction, 'audit intake');
      const [known] = await transaction.query<{ last: number }[]>(
        `SELECT last_line AS last FROM audit_intake WHERE journal = ${parameter(dataSource, 0)}`,
        [journal],
      );
      const fresh = lines.filter(({ line }) => line > (known?.last ?? 0));
      const last = fresh.at(-1);
      if (last === undefined) return;
      await this.add(
        transaction,
        fresh.map(({ values }) => values),
      );
      await transaction.query(INTAKE(dataSource), [journal, last.line, this.options.clock.now().toISOString()]);
    });
  }
}

const parameter = (dataSource: DataSource, index: number): string =>
  dataSource.driver.createParameter(`v${index}`, index);

const INTAKE = (dataSource: DataSource): string => {
  const values = [0, 1, 2].map((index) => parameter(dataSource, index)).join();
  const update = 'ON CONFLICT (journal) DO UPDATE SET last_line = excluded.last_line, at = excluded.at';
  return `INSERT INTO audit_intake (journal, last_line, at) VALUES (${values}) ${update}`;
};
