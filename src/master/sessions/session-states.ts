import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import { DataSource } from 'typeorm';
import type { Principal } from '../../common/index.js';
import type { AccessClaims } from '../../tenancy/index.js';
import { Profile, Session, User } from '../entities/index.js';
import { SessionEndedError } from '../master.errors.js';

/** Sign-out, a password change and suspension act within this time, in milliseconds, in other processes too. */
const TTL_MS = 1000;
const SESSIONS_KEPT = 10_000;

/** Whether a session still stands and what its user may be, asked of the master database at most once a second. */
@Injectable()
export class SessionStates {
  private readonly recent = new LRUCache<string, Principal>({ max: SESSIONS_KEPT, ttl: TTL_MS });

  constructor(@InjectDataSource() private readonly master: DataSource) {}

  /** The answer of the last second, if there is one. */
  known(claims: AccessClaims): Principal | undefined {
    const known = this.recent.get(claims.sessionId);
    return known?.userId === claims.userId && known.companyId === claims.companyId ? known : undefined;
  }

  /** @throws SessionEndedError when the session, its user or its company is no longer to be served. */
  async principal(claims: AccessClaims): Promise<Principal> {
    const known = this.known(claims);
    if (known !== undefined) return known;
    const principal = await this.load(claims);
    this.recent.set(claims.sessionId, principal);
    return principal;
  }

  /** Makes this process look again at its next request; others do within a second. */
  forgetAll(): void {
    this.recent.clear();
  }

  private async load(claims: AccessClaims): Promise<Principal> {
    const session = await this.master.getRepository(Session).findOneBy({ id: claims.sessionId, userId: claims.userId });
    if (session?.revokedAt !== null) throw new SessionEndedError();
    const user = await this.master.getRepository(User).findOneBy({ id: claims.userId });
    if (!user?.isActive) throw new SessionEndedError();
    const profile = await this.master
      .getRepository(Profile)
      .findOne({ where: { userId: user.id }, relations: { company: true } });
    if ((profile?.companyId ?? null) !== claims.companyId) throw new SessionEndedError();
    if (profile && profile.company?.status !== 'active') throw new SessionEndedError();
    return { ...claims, role: profile?.role ?? null, isSuperuser: user.isSuperuser };
  }
}
