import type { DataSource, EntityManager, ObjectLiteral } from 'typeorm';
import { countLater } from '../../database/index.js';
import type { DatabaseEngine } from '../../database/index.js';
import { PlanLimitReachedError, UnknownLimitError } from '../tenancy.errors.js';
import { CountedTables } from './counted-tables.js';
import type { CountedEntities } from './counted-tables.js';
import { LimitsLease, outlast } from './limits-lease.js';
import { QuotaSubscriber } from './quota-subscriber.js';
import type { StorageUse } from './storage-use.js';
import { STORAGE } from './tenant-quota.js';
import type { TenantCounts, TenantLimits, TenantQuota } from './tenant-quota.js';
import { WatchedTransaction } from './watched-transaction.js';
import type { Insertions } from './watched-transaction.js';

/** Who is closer to a limit is counted at each look: in other processes the last places may have been taken. */
const NEAR = 20;

/** Whose database it is, and who knows what it may hold. */
export interface QuotaOptions {
  readonly companyId: number;
  readonly counted: CountedEntities;
  readonly quota: TenantQuota;
  readonly engine: DatabaseEngine;
}

const quotas = new WeakMap<DataSource, CompanyQuota>();

/** One company's open database, held to the company's plan. */
export class CompanyQuota {
  private readonly tables: CountedTables;
  /** Resources that had plenty of room at the last look. Others may have taken it since: it only saves early looks. */
  private readonly hadPlenty = new Set<string>();
  private readonly lease: LimitsLease;
  /** Size at the last write; undefined when it is not limited. */
  lastStorage: StorageUse | undefined;

  private constructor(
    dataSource: DataSource,
    private readonly options: QuotaOptions,
  ) {
    this.tables = new CountedTables(dataSource, options.counted);
    this.lease = new LimitsLease(options.quota, options.companyId);
    dataSource.subscribers.push(new QuotaSubscriber(this, this.tables));
  }

  /** Holds an initialized DataSource to the plan from now on. */
  static install(dataSource: DataSource, options: QuotaOptions): void {
    quotas.set(dataSource, new CompanyQuota(dataSource, options));
  }

  /** The quota of a database that was opened as a company's; undefined for any other. */
  static of(dataSource: DataSource): CompanyQuota | undefined {
    return quotas.get(dataSource);
  }

  /**
   * Refuses to write more into a database that has the size that the plan allows.
   * @throws PlanLimitReachedError
   */
  async assertStorage(transaction: EntityManager): Promise<void> {
    const limits = this.lease.current?.limits ?? (await this.limitsIn(transaction));
    const limit = limitOf(limits, STORAGE);
    const storage = limit === null ? undefined : { limit, used: await this.options.engine.usedBytes(transaction) };
    this.lastStorage = storage;
    if (storage !== undefined && storage.used >= storage.limit) {
      throw new PlanLimitReachedError(STORAGE, storage.limit, storage.used);
    }
  }

  /**
   * Refuses early what has no room for one more. While there was plenty of room at the last look it costs nothing.
   * @throws PlanLimitReachedError
   */
  async assertRoom(manager: EntityManager, resource: string): Promise<void> {
    if (this.hadPlenty.has(resource)) return;
    const limit = limitOf(await this.options.quota.limitsOf(this.options.companyId), resource);
    const used = limit === null ? 0 : ((await this.counts(manager, [resource]))[resource] ?? 0);
    this.noteRoom(resource, limit, used);
    if (limit !== null && used >= limit) throw new PlanLimitReachedError(resource, limit, used);
  }

  /** What the rows of an entity count as, if anything. */
  resourceOf(entity: new () => ObjectLiteral): string | undefined {
    return Object.entries(this.options.counted).find(([, counted]) => counted === entity)?.[0];
  }

  /**
   * Looks how many more there may be now, for whoever wants to add many; it decides nothing.
   * @returns a function that throws PlanLimitReachedError for more than that.
   */
  async roomFor(manager: EntityManager, entity: new () => ObjectLiteral): Promise<(rows: number) => void> {
    const resource = this.resourceOf(entity);
    if (resource === undefined) return () => undefined;
    const limit = limitOf(await this.options.quota.limitsOf(this.options.companyId), resource);
    if (limit === null) return () => undefined;
    const used = (await this.counts(manager, [resource]))[resource] ?? 0;
    return (rows) => {
      if (used + rows > limit) throw new PlanLimitReachedError(resource, limit, used);
    };
  }

  /**
   * Leaves the decision to the database's server, which takes it with the commit, where single rows were inserted and there
   * was plenty of room. Whatever is refused then is decided again here, in another run of the unit of work. Where there are no
   * limits, nothing is left to decide. All that was inserted must have been answered.
   * @returns whether that is so.
   */
  isHeldLater(transaction: EntityManager, insertions: Insertions): boolean {
    const { current } = this.lease;
    if (current === undefined) return false;
    const most = new Map<string, number>();
    for (const [resource, rows] of insertions) {
      if (rows !== 1 || !this.hadPlenty.has(resource)) return false;
      const limit = limitOf(current.limits, resource);
      if (limit !== null) most.set(this.tables.tableOf(resource), limit);
    }
    // Whoever makes limits of none has the tables to himself for longer than a lease lasts. What was inserted and has not been waited
    // for by him was inserted after that; no lease is good any more then, by this process's clock, and it was looked at after it.
    if (most.size === 0) return true;
    return countLater(transaction, { most, until: current.until, onOvertaken: () => this.lease.drop() });
  }

  /**
   * Decides, inside the transaction that inserted, whether that was too much.
   * @throws PlanLimitReachedError
   */
  async assertWithin(transaction: EntityManager, insertions: Insertions): Promise<void> {
    const lockedAt = await this.options.engine.lockCounts(transaction);
    const limits = await this.limitsIn(transaction, lockedAt);
    const isLimited = (resource: string): boolean => limitOf(limits, resource) !== null;
    const limited = [...insertions.keys()].filter(isLimited);
    for (const resource of insertions.keys()) if (!isLimited(resource)) this.noteRoom(resource, null, 0);
    for (const [resource, count] of Object.entries(await this.counts(transaction, limited))) {
      const limit = limits[resource] ?? 0;
      this.noteRoom(resource, limit, count);
      // How many a raw statement inserted is not known; at least one.
      const used = count - Math.max(1, insertions.get(resource) ?? 0);
      if (count > limit) throw new PlanLimitReachedError(resource, limit, used);
    }
  }

  /** All that is counted, and the size. */
  async measure(manager: EntityManager): Promise<TenantCounts> {
    const counts = await this.counts(manager, this.tables.resources);
    return { ...counts, [STORAGE]: await this.options.engine.usedBytes(manager) };
  }

  /** What `measure` gives, with nobody able to add to it before the transaction ends; undefined when it is not needed. */
  async measureLocked(
    transaction: EntityManager,
    isNeeded: () => Promise<boolean> = () => Promise.resolve(true),
  ): Promise<TenantCounts | undefined> {
    const isOutlasted = await outlast(this.options.engine, transaction, isNeeded, this.tables.names);
    return isOutlasted ? this.measure(transaction) : undefined;
  }

  private async counts(manager: EntityManager, resources: readonly string[]): Promise<TenantCounts> {
    if (resources.length === 0) return {};
    const [row = {}] = await manager.query<Record<string, number | string>[]>(this.tables.countOf(resources));
    // PostgreSQL's driver gives 64-bit integers as text.
    return Object.fromEntries(Object.entries(row).map(([resource, count]) => [resource, Number(count)]));
  }

  private noteRoom(resource: string, limit: number | null, used: number): void {
    if (limit === null || used + NEAR <= limit) this.hadPlenty.add(resource);
    else this.hadPlenty.delete(resource);
  }

  /** Where a transaction keeps others out from its beginning, what it read once stays right to its end. */
  private async limitsIn({ queryRunner }: EntityManager, lockedAt?: Date): Promise<TenantLimits> {
    if (queryRunner === undefined || !this.options.engine.hasOneWriter) return this.lease.read(lockedAt);
    const transaction = WatchedTransaction.of(queryRunner);
    transaction.limits ??= await this.lease.read(undefined);
    return transaction.limits;
  }
}

/** @throws UnknownLimitError */
function limitOf(limits: TenantLimits, resource: string): number | null {
  const limit = limits[resource];
  if (limit === undefined) throw new UnknownLimitError(resource);
  return limit;
}
