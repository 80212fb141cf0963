import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Profile, User } from '../entities/index.js';
import type { SessionHolder } from './session-tokens.js';

/** Who may have a session. */
@Injectable()
export class SessionHolders {
  /** The user as a session holder; undefined when the user is switched off or the company not in use. */
  async find(manager: EntityManager, userId: number): Promise<SessionHolder | undefined> {
    const user = await manager.findOneBy(User, { id: userId });
    if (!user?.isActive) return undefined;
    const profile = await manager.findOne(Profile, { where: { userId }, relations: { company: true } });
    if (profile === null) return user.isSuperuser ? { userId, companyId: null } : undefined;
    return profile.company?.status === 'active' ? { userId, companyId: profile.companyId } : undefined;
  }
}
