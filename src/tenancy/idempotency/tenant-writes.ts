import { createHash } from 'node:crypto';
import { Injectable, Scope } from '@nestjs/common';
import { DataSource, LessThan } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { CompanyAudit } from '../../audit/index.js';
import { Clock, IDEMPOTENCY_TTL_MS, IdempotencyMismatchError } from '../../common/index.js';
import type { Actor, IdempotentRequest } from '../../common/index.js';
import { holdText } from '../../database/index.js';
import { CompanyQuota } from '../quota/company-quota.js';
import { InjectTenantDataSource } from '../tenant-injection.js';
import { TenantIdempotencyKey } from './tenant-idempotency-key.entity.js';

export interface WriteOptions {
  /** It makes the company's data less: allowed also when the plan's storage is used up. */
  readonly frees?: boolean;
}

/** The way in which clinic models write: one transaction on the company's database, at most once per request. */
@Injectable({ scope: Scope.REQUEST, durable: true })
export class TenantWrites {
  private readonly quota: CompanyQuota | undefined;

  constructor(
    @InjectTenantDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.quota = CompanyQuota.of(dataSource);
  }

  /**
   * Runs `work` in one transaction. Inside it use only the manager it gets: any other handle on the database waits for
   * the transaction to end.
   * @param by on whose behalf; the audit log, in the same transaction, tells who changed what.
   * @throws PlanLimitReachedError when the database has the size that the plan allows, or when `work` inserted more rows
   *   than it allows; nothing is saved then.
   */
  run<T>(
    by: Actor,
    work: (transaction: EntityManager) => Promise<T>,
    { frees = false }: WriteOptions = {},
  ): Promise<T> {
    return this.dataSource.transaction(async (transaction) => {
      CompanyAudit.isFor(transaction, by);
      if (!frees) await this.quota?.assertStorage(transaction);
      return work(transaction);
    });
  }

  /**
   * Like `run`, but a request with an Idempotency-Key takes effect once: its answer is kept in the same transaction, so
   * that neither a crash nor fifty copies at once can make two. Without a key it is `run`.
   * @returns what `work` returned, now or the first time (then as JSON gives it back).
   * @throws IdempotencyMismatchError when the key came with another body in the last 24 hours; PlanLimitReachedError as
   *   `run` does.
   */
  once<T>(
    by: Actor,
    request: IdempotentRequest | undefined,
    work: (transaction: EntityManager) => Promise<T>,
  ): Promise<T> {
    if (request === undefined) return this.run(by, work);
    return this.run(by, async (transaction) => {
      // Copies that come at once take turns; the second finds the first one's answer.
      holdText(transaction, request.keyHash);
      const kept = await this.answerKept(transaction, request);
      if (kept !== undefined) return kept as T;
      const answer = await work(transaction);
      await this.keep(transaction, request, answer);
      return answer;
    });
  }

  /**
   * What the same request was answered before, for whoever would do much work in vain; `once` looks again.
   * @throws IdempotencyMismatchError.
   */
  async answered<T>(request: IdempotentRequest | undefined): Promise<T | undefined> {
    if (request === undefined) return undefined;
    const known = await this.dataSource.manager.findOneBy(TenantIdempotencyKey, { keyHash: request.keyHash });
    if (known === null || known.expiresAt < this.clock.now()) return undefined;
    return answerOf(known, request) as T;
  }

  private async answerKept(transaction: EntityManager, request: IdempotentRequest): Promise<unknown> {
    await transaction.delete(TenantIdempotencyKey, { expiresAt: LessThan(this.clock.now()) });
    const known = await transaction.findOneBy(TenantIdempotencyKey, { keyHash: request.keyHash });
    return known === null ? undefined : answerOf(known, request);
  }

  private async keep(transaction: EntityManager, request: IdempotentRequest, answer: unknown): Promise<void> {
    await transaction.insert(TenantIdempotencyKey, {
      keyHash: request.keyHash,
      bodyHash: bodyHash(request),
      answer: JSON.stringify(answer),
      expiresAt: new Date(this.clock.now().getTime() + IDEMPOTENCY_TTL_MS),
    });
  }
}

function answerOf(known: TenantIdempotencyKey, request: IdempotentRequest): unknown {
  if (known.bodyHash !== bodyHash(request)) throw new IdempotencyMismatchError();
  return JSON.parse(known.answer) as unknown;
}

function bodyHash(request: IdempotentRequest): string {
  return createHash('sha256').update(request.body).digest('hex');
}
