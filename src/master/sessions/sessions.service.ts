import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, IsNull, LessThan, Not } from 'typeorm';
import type { EntityManager, FindOptionsWhere } from 'typeorm';
import { Clock } from '../../common/index.js';
import type { IdempotentRequest } from '../../common/index.js';
import { RefreshToken, Session } from '../entities/index.js';
import { IdempotentAnswers } from '../idempotent-answers.js';
import { InvalidRefreshTokenError, RefreshTokenReusedError } from '../master.errors.js';
import { SessionHolders } from './session-holders.js';
import { SessionStates } from './session-states.js';
import { hashOf, SessionTokens } from './session-tokens.js';
import type { SessionHolder, TokenPair } from './session-tokens.js';

/** What a rotation came to: the answer, wrapped, or why there is none. */
type Rotation<T> = { readonly answer: T } | 'invalid' | 'reused';

/** Makes the answer to a rotation, in its transaction. */
type RotationAnswer<T> = (transaction: EntityManager, holder: SessionHolder, tokens: TokenPair) => Promise<T>;

/** Sessions from their second token to their end. */
@Injectable()
export class SessionsService {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly tokens: SessionTokens,
    private readonly answers: IdempotentAnswers,
    private readonly holders: SessionHolders,
    private readonly states: SessionStates,
    private readonly clock: Clock,
  ) {}

  /**
   * Exchanges a refresh token for a new pair; it works once. With an Idempotency-Key a client whose answer was lost
   * gets the same pair again.
   * @throws InvalidRefreshTokenError; RefreshTokenReusedError after ending the session (RFC 9700, 4.14.2).
   */
  async rotate<T>(refreshToken: string, request: IdempotentRequest | undefined, answer: RotationAnswer<T>): Promise<T> {
    // The outcome is thrown after the commit: thrown inside, it would undo the revocation.
    const rotation = await this.answers.once(request, (transaction) =>
      this.tryRotate(transaction, hashOf(refreshToken), answer),
    );
    if (rotation === 'reused') {
      await this.states.forgetAll();
      throw new RefreshTokenReusedError();
    }
    if (rotation === 'invalid') throw new InvalidRefreshTokenError();
    return rotation.answer;
  }

  /** Signs out. A session that has ended, or never was, is fine. */
  async end(sessionId: string): Promise<void> {
    await this.revoke(this.master.manager, { id: sessionId });
    await this.states.forgetAll();
  }

  /** Signs out the session that a refresh token belongs to, used or not. */
  async endByRefreshToken(refreshToken: string): Promise<void> {
    const token = await this.master.getRepository(RefreshToken).findOneBy({ tokenHash: hashOf(refreshToken) });
    if (token) await this.end(token.sessionId);
  }

  /** Ends all sessions of a user, in the transaction of what made it necessary; call `forget` after the commit. */
  async endAllOf(transaction: EntityManager, userId: number): Promise<void> {
    await this.revoke(transaction, { userId });
  }

  /** Ends all sessions of a user but one; like `endAllOf`. */
  async endOthersOf(transaction: EntityManager, userId: number, keptSessionId: string): Promise<void> {
    await this.revoke(transaction, { userId, id: Not(keptSessionId) });
  }

  /** Ends all sessions of a company's people; like `endAllOf`. */
  async endAllOfCompany(transaction: EntityManager, companyId: number): Promise<void> {
    const ofCompany = 'user_id IN (SELECT p.user_id FROM master_profile p WHERE p.company_id = :companyId)';
    await transaction
      .createQueryBuilder()
      .update(Session)
      .set({ revokedAt: this.clock.now() })
      .where(`revoked_at IS NULL AND ${ofCompany}`, { companyId })
      .execute();
  }

  /** Has all processes look again who may still come; after the commit. */
  forget(): Promise<void> {
    return this.states.forgetAll();
  }

  /** Deletes refresh tokens that have expired, and sessions that have none left. */
  async purge(): Promise<void> {
    await this.master.transaction(async (transaction) => {
      await transaction.delete(RefreshToken, { expiresAt: LessThan(this.clock.now()) });
      await transaction.query(
        'DELETE FROM master_session WHERE NOT EXISTS ' +
          '(SELECT 1 FROM master_refresh_token t WHERE t.session_id = master_session.id)',
      );
    });
  }

  private async tryRotate<T>(
    transaction: EntityManager,
    tokenHash: string,
    answer: RotationAnswer<T>,
  ): Promise<Rotation<T>> {
    const now = this.clock.now();
    const token = await transaction.findOneBy(RefreshToken, { tokenHash });
    if (token === null || token.expiresAt <= now) return 'invalid';
    const session = await transaction.findOneBy(Session, { id: token.sessionId });
    if (session?.revokedAt !== null) return token.usedAt ? 'reused' : 'invalid';
    // The condition decides, not the read above: on PostgreSQL two rotations may run side by side.
    const { affected } = await transaction.update(RefreshToken, { tokenHash, usedAt: IsNull() }, { usedAt: now });
    if (affected !== 1) {
      await this.revoke(transaction, { id: session.id });
      return 'reused';
    }
    const holder = await this.holders.find(transaction, session.userId);
    if (holder === undefined) return 'invalid';
    await transaction.update(Session, { id: session.id }, { lastUsedAt: now });
    const tokens = await this.tokens.issue(transaction, holder, session);
    return { answer: await answer(transaction, holder, tokens) };
  }

  private async revoke(manager: EntityManager, which: FindOptionsWhere<Session>): Promise<void> {
    await manager.update(Session, { ...which, revokedAt: IsNull() }, { revokedAt: this.clock.now() });
  }
}
