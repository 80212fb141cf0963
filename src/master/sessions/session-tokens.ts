import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/index.js';
import { Settings } from '../../config/index.js';
import { insertRow } from '../../database/index.js';
import { AccessTokens } from '../../tenancy/index.js';
import { RefreshToken, Session } from '../entities/index.js';

/** What a signed-in client gets. */
export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Life of the access token in seconds. */
  readonly expiresIn: number;
}

/** Whom a session is for. */
export interface SessionHolder {
  readonly userId: number;
  readonly companyId: number | null;
}

/** Makes sessions and their tokens; always inside a transaction of the master database. */
@Injectable()
export class SessionTokens {
  constructor(
    private readonly settings: Settings,
    private readonly accessTokens: AccessTokens,
    private readonly clock: Clock,
  ) {}

  /** Starts a session: a family of refresh tokens with its first one. */
  async start(transaction: EntityManager, holder: SessionHolder): Promise<TokenPair> {
    const id = randomUUID();
    await insertRow(transaction, Session, { id, userId: holder.userId, createdAt: this.clock.now(), revokedAt: null });
    return this.issue(transaction, holder, id);
  }

  /** The next pair of a session that goes on. */
  async issue(transaction: EntityManager, holder: SessionHolder, sessionId: string): Promise<TokenPair> {
    const refreshToken = randomBytes(32).toString('base64url');
    await insertRow(transaction, RefreshToken, {
      tokenHash: hashOf(refreshToken),
      sessionId,
      expiresAt: new Date(this.clock.now().getTime() + this.settings.refreshTokenTtlSeconds * 1000),
      usedAt: null,
    });
    const accessToken = this.accessTokens.issue({ ...holder, sessionId });
    return { accessToken, refreshToken, expiresIn: this.accessTokens.ttlSeconds };
  }
}

/** Refresh tokens are 256 random bits, so a plain hash keeps them: there is nothing to guess. */
export function hashOf(refreshToken: string): string {
  return createHash('sha256').update(refreshToken).digest('hex');
}
