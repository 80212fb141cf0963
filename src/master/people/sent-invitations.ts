import { Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Clock, ROLES } from '../../common/index.js';
import type { Role } from '../../common/index.js';
import { Invitation } from '../entities/index.js';
import { mayManage } from './management.js';

/** Open invitations of people who lose the right to make them: a link sent ahead must not lead back in. */
@Injectable()
export class SentInvitations {
  constructor(private readonly clock: Clock) {}

  /** @param role what they are from now on; null when they can no longer sign in. The company is held. */
  async withdraw(transaction: EntityManager, userId: number, role: Role | null): Promise<void> {
    const lost = ROLES.filter((invited) => role === null || !mayManage(role, invited));
    await transaction.update(
      Invitation,
      { invitedById: userId, role: In(lost), acceptedAt: IsNull(), revokedAt: IsNull() },
      { revokedAt: this.clock.now() },
    );
  }
}
