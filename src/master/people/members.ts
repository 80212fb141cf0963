import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal, Role } from '../../common/index.js';
import { Company, Profile } from '../entities/index.js';
import { SessionEndedError } from '../master.errors.js';
import { LastOwnerError, PersonNotFoundError } from './people.errors.js';

/** What somebody is in a company. */
export interface Member {
  readonly userId: number;
  readonly role: Role;
  readonly isActive: boolean;
}

/** The people of companies, inside transactions that change who they are. */
@Injectable()
export class Members {
  /**
   * Holds the company's row until the transaction ends: whoever else changes its people waits, and counts afterwards.
   * An UPDATE that changes nothing takes that lock on either engine; SELECT … FOR UPDATE does not exist on SQLite.
   */
  async hold(transaction: EntityManager, companyId: number): Promise<void> {
    await transaction.update(Company, { id: companyId }, { status: () => 'status' });
  }

  /**
   * Whoever asks, as they are now and not when their request came in, with the company held.
   * @throws SessionEndedError when they have been switched off or removed since.
   */
  async asking(transaction: EntityManager, { userId, companyId }: Principal): Promise<Member & { companyId: number }> {
    if (companyId === null) throw new SessionEndedError();
    await this.hold(transaction, companyId);
    const member = await this.find(transaction, companyId, userId);
    if (!member?.isActive) throw new SessionEndedError();
    return { ...member, companyId };
  }

  /** @throws PersonNotFoundError. */
  async get(transaction: EntityManager, companyId: number, userId: number): Promise<Member> {
    const member = await this.find(transaction, companyId, userId);
    if (member === undefined) throw new PersonNotFoundError();
    return member;
  }

  /** People who can sign in; with a role only those who have it. */
  countActive(manager: EntityManager, companyId: number, role?: Role): Promise<number> {
    return manager
      .createQueryBuilder(Profile, 'profile')
      .innerJoin('profile.user', 'user', 'user.isActive = :isActive', { isActive: true })
      .where({ companyId, ...(role && { role }) })
      .getCount();
  }

  /**
   * Call it after an active owner was changed, in the same transaction.
   * @throws LastOwnerError when the company has no active owner left.
   */
  async assertOwned(transaction: EntityManager, companyId: number): Promise<void> {
    if ((await this.countActive(transaction, companyId, 'owner')) === 0) throw new LastOwnerError();
  }

  private async find(transaction: EntityManager, companyId: number, userId: number): Promise<Member | undefined> {
    const profile = await transaction.findOne(Profile, { where: { companyId, userId }, relations: { user: true } });
    return profile?.user ? { userId, role: profile.role, isActive: profile.user.isActive } : undefined;
  }
}
