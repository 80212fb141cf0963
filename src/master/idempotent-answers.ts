import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, IsNull, LessThan } from 'typeorm';
import type { EntityManager } from 'typeorm';
import {
  Clock,
  IDEMPOTENCY_TTL_MS,
  IdempotencyInFlightError,
  IdempotencyMismatchError,
  isGone,
  seal,
  unseal,
  workIdentity,
} from '../common/index.js';
import type { IdempotentRequest } from '../common/index.js';
import { Settings, signingKey } from '../config/index.js';
import { holdText } from '../database/index.js';
import { MasterWrites } from '../subscription/index.js';
import { IdempotencyKey } from './entities/index.js';

/**
 * Answers to requests of the master database that came with an Idempotency-Key. They hold tokens, so each is encrypted
 * with a key made from the request itself: whoever cannot send the same key and body again cannot read it.
 */
@Injectable()
export class IdempotentAnswers extends MasterWrites {
  private readonly secret: KeyObject;

  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
    settings: Settings,
  ) {
    super();
    this.secret = createSecretKey(createHmac('sha256', signingKey(settings)).update('idempotent-answers').digest());
  }

  /**
   * What was answered to the same request in the last 24 hours, if it was.
   * @throws IdempotencyMismatchError, IdempotencyInFlightError.
   */
  async find<T>(request: IdempotentRequest | undefined, manager = this.master.manager): Promise<T | undefined> {
    if (request === undefined) return undefined;
    const known = await this.known(manager, request);
    if (known === null) return undefined;
    if (known.answer !== null) return this.open<T>(known.answer, request);
    if (!isGone(known.owner)) throw new IdempotencyInFlightError();
    return undefined;
  }

  /**
   * Does the work of one transaction, and keeps its answer with its effect: a copy is answered like the first.
   * @throws IdempotencyMismatchError, and what `work` throws.
   */
  override once<T>(
    request: IdempotentRequest | undefined,
    work: (transaction: EntityManager) => Promise<T>,
  ): Promise<T> {
    return this.master.transaction(async (transaction) => {
      if (request) holdText(transaction, request.keyHash);
      const kept = await this.find<T>(request, transaction);
      if (kept !== undefined) return kept;
      const answer = await work(transaction);
      await this.reserve(transaction, workIdentity(), request);
      await this.keep(transaction, request, answer);
      return answer;
    });
  }

  /**
   * Records that the request is under way.
   * @param owner the work identity of whoever is at work on it.
   * @throws IdempotencyMismatchError, IdempotencyInFlightError.
   */
  async reserve(transaction: EntityManager, owner: string, request: IdempotentRequest | undefined): Promise<void> {
    if (request === undefined) return;
    holdText(transaction, request.keyHash);
    const known = await this.known(transaction, request);
    if (known && (known.answer !== null || !isGone(known.owner))) throw new IdempotencyInFlightError();
    await transaction.delete(IdempotencyKey, { keyHash: request.keyHash });
    await transaction.insert(IdempotencyKey, {
      keyHash: request.keyHash,
      fingerprint: this.fingerprint(request),
      answer: null,
      owner,
      expiresAt: new Date(this.clock.now().getTime() + IDEMPOTENCY_TTL_MS),
    });
  }

  /** Keeps the answer, in the transaction that gives the request its effect. */
  async keep(transaction: EntityManager, request: IdempotentRequest | undefined, answer: unknown): Promise<void> {
    if (request === undefined) return;
    const sealed = seal(answer, this.keyOf(request));
    await transaction.update(IdempotencyKey, { keyHash: request.keyHash }, { answer: sealed });
  }

  /** Forgets the request of a piece of work that had no effect, so that it can be tried again. */
  async release(transaction: EntityManager, owner: string): Promise<void> {
    await transaction.delete(IdempotencyKey, { owner, answer: IsNull() });
  }

  /** Deletes what is older than 24 hours. */
  async purge(): Promise<void> {
    await this.master.getRepository(IdempotencyKey).delete({ expiresAt: LessThan(this.clock.now()) });
  }

  private async known(manager: EntityManager, request: IdempotentRequest): Promise<IdempotencyKey | null> {
    const known = await manager.findOneBy(IdempotencyKey, { keyHash: request.keyHash });
    if (known === null || known.expiresAt <= this.clock.now()) return null;
    if (known.fingerprint !== this.fingerprint(request)) throw new IdempotencyMismatchError();
    return known;
  }

  private fingerprint(request: IdempotentRequest): string {
    return createHmac('sha256', this.secret).update(request.body).digest('hex');
  }

  private keyOf(request: IdempotentRequest): KeyObject {
    return createSecretKey(Buffer.from(hkdfSync('sha256', this.secret, request.key, request.body, 32)));
  }

  private open<T>(sealed: string, request: IdempotentRequest): T {
    // Earlier versions kept the same bytes in the other base64.
    const answer = unseal<T>(Buffer.from(sealed, 'base64').toString('base64url'), this.keyOf(request));
    if (answer === undefined) throw new Error('A kept answer is not what was kept.');
    return answer;
  }
}
