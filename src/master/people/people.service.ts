import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { Actor, Principal } from '../../common/index.js';
import { Profile, User } from '../entities/index.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { mayManage } from './management.js';
import { Members } from './members.js';
import type { Member } from './members.js';
import { NotYoursToManageError, OwnAccountError } from './people.errors.js';
import type { UpdatePersonDto } from './person.dto.js';
import { PeopleAudit } from './people-audit.js';
import { Seats } from './seats.js';
import { SentInvitations } from './sent-invitations.js';

/**
 * Changes to who the people of a company are. All of one company run one after the other, each looks at who asks as they
 * are by then, and acts in this process at once, in others within a second (see SessionStates).
 */
@Injectable()
export class PeopleService {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly members: Members,
    private readonly seats: Seats,
    private readonly invitations: SentInvitations,
    private readonly sessions: SessionsService,
    private readonly audit: PeopleAudit,
  ) {}

  /**
   * Changes role and whether they can sign in; switching somebody off ends their sessions. Open invitations that they
   * could no longer make are taken back.
   * @param by as the company's log has them.
   * @throws PersonNotFoundError, NotYoursToManageError, OwnAccountError, LastOwnerError, PlanLimitReachedError;
   *   AuditJournalError, as all of these when it cannot be recorded.
   */
  async update(by: Actor, principal: Principal, userId: number, changes: UpdatePersonDto): Promise<void> {
    await this.master.transaction(async (transaction) => {
      const { asking, person, companyId } = await this.pair(transaction, principal, userId);
      const { role = person.role, isActive = person.isActive } = changes;
      if (!mayManage(asking.role, role)) throw new NotYoursToManageError();
      if (!isActive && userId === asking.userId) throw new OwnAccountError();
      if (isActive && !person.isActive) await this.seats.assertRoom(transaction, companyId);
      if (role !== person.role) await transaction.update(Profile, { userId }, { role });
      if (isActive !== person.isActive) await transaction.update(User, { id: userId }, { isActive });
      if (!isActive && person.isActive) await this.sessions.endAllOf(transaction, userId);
      await this.invitations.withdraw(transaction, userId, isActive ? role : null);
      await this.members.assertOwned(transaction, companyId);
      await this.audit.changed(by, companyId, person, { role, isActive });
    });
    await this.sessions.forget();
  }

  /**
   * Removes somebody from the company. They belong to no other, so their account goes, and frees username and address.
   * @throws PersonNotFoundError, NotYoursToManageError, LastOwnerError.
   */
  async remove(by: Actor, principal: Principal, userId: number): Promise<void> {
    await this.master.transaction(async (transaction) => {
      const { companyId, person } = await this.pair(transaction, principal, userId);
      await this.delete(transaction, by, companyId, person);
    });
    await this.sessions.forget();
  }

  /** Removes whoever asks. @throws LastOwnerError. */
  async leave(by: Actor, principal: Principal): Promise<void> {
    await this.master.transaction(async (transaction) => {
      const { companyId, ...person } = await this.members.asking(transaction, principal);
      await this.delete(transaction, by, companyId, person);
    });
    await this.sessions.forget();
  }

  /** Whoever asks, and a person that they may manage, with the company held. */
  private async pair(
    transaction: EntityManager,
    principal: Principal,
    userId: number,
  ): Promise<{ asking: Member; person: Member; companyId: number }> {
    const asking = await this.members.asking(transaction, principal);
    const person = await this.members.get(transaction, asking.companyId, userId);
    if (!mayManage(asking.role, person.role)) throw new NotYoursToManageError();
    return { asking, person, companyId: asking.companyId };
  }

  /** Profile, sessions and tokens go with the user (ON DELETE CASCADE). */
  private async delete(transaction: EntityManager, by: Actor, companyId: number, person: Member): Promise<void> {
    const { userId } = person;
    await this.invitations.withdraw(transaction, userId, null);
    await transaction.delete(User, { id: userId });
    await this.members.assertOwned(transaction, companyId);
    await this.audit.changed(by, companyId, person, null);
  }
}
