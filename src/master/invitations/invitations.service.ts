import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, IsNull, MoreThan } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/index.js';
import type { Actor, IdempotentRequest, Principal, Role } from '../../common/index.js';
import { Settings } from '../../config/index.js';
import { Outbox } from '../../mail/index.js';
import { Company, Invitation, User } from '../entities/index.js';
import { IdempotentAnswers } from '../idempotent-answers.js';
import { uniqueKey } from '../keys.js';
import { mayManage } from '../people/management.js';
import { Members } from '../people/members.js';
import { PeopleAudit } from '../people/people-audit.js';
import { NotYoursToManageError } from '../people/people.errors.js';
import { Seats } from '../people/seats.js';
import { invitationMail } from './invitation-mail.js';
import { invitationTokenHash, newInvitationToken } from './invitation-tokens.js';
import type { CreateInvitationDto, InvitationDto } from './invitation.dto.js';
import { AddressTakenError, InvitationNotFoundError, TooManyInvitationsError } from './invitations.errors.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const LIFE_MS = 7 * DAY_MS;
const INVITATIONS_PER_DAY = 300;

/** Neither accepted nor revoked; it may have expired. */
const PENDING = { acceptedAt: IsNull(), revokedAt: IsNull() };

/** Inviting people, and thinking better of it. */
@Injectable()
export class InvitationsService {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly answers: IdempotentAnswers,
    private readonly members: Members,
    private readonly seats: Seats,
    private readonly outbox: Outbox,
    private readonly audit: PeopleAudit,
  ) {}

  /**
   * Sends somebody a link with which they can join. An earlier one to the same address works no more.
   * @throws NotYoursToManageError, AddressTakenError, TooManyInvitationsError; PlanLimitReachedError, which is an early
   *   answer: what decides is the count when the invitation is accepted.
   */
  create(
    by: Actor,
    principal: Principal,
    input: CreateInvitationDto,
    request?: IdempotentRequest,
  ): Promise<InvitationDto> {
    return this.answers.once(request, async (transaction) => {
      const { companyId, role } = await this.members.asking(transaction, principal);
      if (!mayManage(role, input.role)) throw new NotYoursToManageError();
      await this.assertWelcome(transaction, companyId, input.email);
      await this.revokeEarlier(transaction, companyId, role, input.email);
      const invitation = await this.send(transaction, companyId, principal.userId, input);
      await this.audit.invitation(by, companyId, 'invitation-sent', invitation);
      return invitation;
    });
  }

  /** Takes an open invitation back; its link works no more. @throws InvitationNotFoundError, NotYoursToManageError. */
  async revoke(by: Actor, principal: Principal, id: number): Promise<void> {
    await this.master.transaction(async (transaction) => {
      const { companyId, role } = await this.members.asking(transaction, principal);
      const invitation = await transaction.findOneBy(Invitation, { id, companyId, ...PENDING });
      if (invitation === null) throw new InvitationNotFoundError();
      if (!mayManage(role, invitation.role)) throw new NotYoursToManageError();
      await transaction.update(Invitation, { id }, { revokedAt: this.clock.now() });
      await this.audit.invitation(by, companyId, 'invitation-revoked', invitation);
    });
  }

  private async assertWelcome(transaction: EntityManager, companyId: number, email: string): Promise<void> {
    if (await transaction.existsBy(User, { emailKey: uniqueKey(email) })) throw new AddressTakenError();
    await this.seats.assertRoom(transaction, companyId);
    const dayAgo = new Date(this.clock.now().getTime() - DAY_MS);
    const sentToday = await transaction.countBy(Invitation, { companyId, createdAt: MoreThan(dayAgo) });
    if (sentToday >= INVITATIONS_PER_DAY) throw new TooManyInvitationsError();
  }

  private async revokeEarlier(
    transaction: EntityManager,
    companyId: number,
    asking: Role,
    email: string,
  ): Promise<void> {
    const earlier = await transaction.findOneBy(Invitation, { companyId, emailKey: uniqueKey(email), ...PENDING });
    if (earlier === null) return;
    if (!mayManage(asking, earlier.role)) throw new NotYoursToManageError();
    await transaction.update(Invitation, { id: earlier.id }, { revokedAt: this.clock.now() });
  }

  private async send(
    transaction: EntityManager,
    companyId: number,
    userId: number,
    { email, role }: CreateInvitationDto,
  ): Promise<InvitationDto> {
    const token = newInvitationToken();
    const now = this.clock.now();
    const invitation = transaction.create(Invitation, {
      companyId,
      email,
      emailKey: uniqueKey(email),
      role,
      tokenHash: invitationTokenHash(token),
      invitedById: userId,
      createdAt: now,
      expiresAt: new Date(now.getTime() + LIFE_MS),
      acceptedAt: null,
      revokedAt: null,
    });
    await transaction.insert(Invitation, invitation);
    const { name: company } = await transaction.findOneByOrFail(Company, { id: companyId });
    const { firstName, lastName } = await transaction.findOneByOrFail(User, { id: userId });
    const inviter = `${firstName} ${lastName}`.trim();
    await this.outbox.enqueue(
      transaction,
      invitationMail(invitation, { inviter, company }, token, this.settings.publicUrl),
    );
    return openAnswer(invitation, inviter);
  }
}

function openAnswer({ id, email, role, createdAt, expiresAt }: Invitation, invitedBy: string): InvitationDto {
  const times = { createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
  return { id, email, role, status: 'open', invitedBy, ...times };
}
