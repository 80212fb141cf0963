import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, IsNull } from 'typeorm';
import { Clock } from '../../common/index.js';
import type { Principal } from '../../common/index.js';
import { RefreshToken, Session } from '../entities/index.js';
import { SessionNotFoundError } from './sessions.errors.js';
import type { OwnSessionDto } from './own-sessions.dto.js';
import { SessionsService } from './sessions.service.js';

const MOST_LISTED = 100;

/** The sessions that somebody has open, as they see and end them. */
@Injectable()
export class OwnSessions {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
    private readonly sessions: SessionsService,
  ) {}

  /** Those that go on, the one used last first; at most a hundred. */
  async list({ userId, sessionId }: Principal): Promise<OwnSessionDto[]> {
    const goesOn = this.master
      .createQueryBuilder(RefreshToken, 'token')
      .where('token.sessionId = session.id AND token.usedAt IS NULL AND token.expiresAt > :now');
    const sessions = await this.master
      .createQueryBuilder(Session, 'session')
      .where({ userId, revokedAt: IsNull() })
      .andWhere(`EXISTS (${goesOn.select('1').getQuery()})`, { now: this.clock.now() })
      .orderBy('session.lastUsedAt', 'DESC')
      .addOrderBy('session.createdAt', 'DESC')
      .take(MOST_LISTED)
      .getMany();
    return sessions.map((session) => ({
      id: session.id,
      device: session.device,
      address: session.address,
      createdAt: session.createdAt.toISOString(),
      lastUsedAt: (session.lastUsedAt ?? session.createdAt).toISOString(),
      isCurrent: session.id === sessionId,
    }));
  }

  /** Ends one; it acts here at once and elsewhere within a second. @throws SessionNotFoundError. */
  async end({ userId }: Principal, sessionId: string): Promise<void> {
    const isOwn = await this.master.getRepository(Session).existsBy({ id: sessionId, userId, revokedAt: IsNull() });
    if (!isOwn) throw new SessionNotFoundError();
    await this.sessions.end(sessionId);
  }

  /** Ends all but the one that asks. */
  async endOthers({ userId, sessionId }: Principal): Promise<void> {
    await this.sessions.endOthersOf(this.master.manager, userId, sessionId);
    await this.sessions.forget();
  }
}
