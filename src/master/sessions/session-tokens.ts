import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/index.js';
import { Settings } from '../../config/index.js';
import { insertRow } from '../../database/index.js';
import { AccessTokens } from '../../tenancy/index.js';
import { RefreshToken, Session } from '../entities/index.js';
import type { Client } from './client.js';

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
  async start(transaction: EntityManager, holder: SessionHolder, client?: Client): Promise<TokenPair> {
    const now = this.clock.now();
    const session = {
      id: randomUUID(),
      userId: holder.userId,
      createdAt: now,
      revokedAt: null,
      device: client?.device ?? null,
      address: client?.address ?? null,
      lastUsedAt: now,
      provedAt: now,
    };
    await insertRow(transaction, Session, session);
    return this.issue(transaction, holder, session);
  }

  /** The next pair of a session that goes on. */
  async issue(
    transaction: EntityManager,
    holder: SessionHolder,
    { id: sessionId, createdAt }: Pick<Session, 'id' | 'createdAt'>,
  ): Promise<TokenPair> {
    const refreshToken = randomBytes(32).toString('base64url');
    const idleEndMs = this.clock.now().getTime() + this.settings.refreshTokenTtlSeconds * 1000;
    await insertRow(transaction, RefreshToken, {
      tokenHash: hashOf(refreshToken),
      sessionId,
      expiresAt: new Date(Math.min(idleEndMs, createdAt.getTime() + this.settings.sessionMaxSeconds * 1000)),
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
