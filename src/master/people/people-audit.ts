import { Injectable } from '@nestjs/common';
import type { Actor, Role } from '../../common/index.js';
import { AuditTrail } from '../../tenancy/index.js';
import type { Member } from './members.js';

/**
 * Records changes of who the people of a company are in the company's own log. It is called as the last thing in the
 * transaction that changes them: what cannot be recorded does not happen. (A commit that fails after that leaves an entry of
 * something that did not.) Names and addresses are not in it, which the master database has.
 */
@Injectable()
export class PeopleAudit {
  constructor(private readonly trail: AuditTrail) {}

  /** @param after what somebody is now; null: no longer of the company. */
  async changed(by: Actor, companyId: number, before: Member, after: Omit<Member, 'userId'> | null): Promise<void> {
    const ofUserId = before.userId;
    if (after === null) {
      const action = by.userId === ofUserId ? 'person-left' : 'person-removed';
      await this.trail.record(companyId, { actor: by, action, detail: { ofUserId, role: before.role } });
      return;
    }
    const detail = {
      ofUserId,
      ...(after.role !== before.role && { role: [before.role, after.role] }),
      ...(after.isActive !== before.isActive && { isActive: [before.isActive, after.isActive] }),
    };
    if (Object.keys(detail).length > 1)
      await this.trail.record(companyId, { actor: by, action: 'person-changed', detail });
  }

  /** @param by whoever was invited, without a number before. */
  joined(by: Actor, companyId: number, joined: { invitationId: number; userId: number; role: Role }): Promise<void> {
    const { invitationId, userId, role } = joined;
    const actor = { ...by, userId, role };
    return this.trail.record(companyId, { actor, action: 'person-joined', detail: { invitationId, role } });
  }

  invitation(
    by: Actor,
    companyId: number,
    action: 'invitation-sent' | 'invitation-revoked',
    { id: invitationId, role }: { readonly id: number; readonly role: Role },
  ): Promise<void> {
    return this.trail.record(companyId, { actor: by, action, detail: { invitationId, role } });
  }

  /** Whose second factor the company requires from now on. */
  secondFactorRule(by: Actor, companyId: number, before: readonly Role[], after: readonly Role[]): Promise<void> {
    const detail = { requiredFor: [before, after] };
    return this.trail.record(companyId, { actor: by, action: 'second-factor-rule-changed', detail });
  }
}
