import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, IsNull, MoreThan } from 'typeorm';
import type { EntityManager, FindOptionsWhere } from 'typeorm';
import { Clock } from '../../common/index.js';
import type { Actor, IdempotentRequest } from '../../common/index.js';
import { isUniqueViolation } from '../../database/index.js';
import { SubscriptionInactiveError, SubscriptionsService } from '../../subscription/index.js';
import { Identities } from '../auth/identities.js';
import { signedInAnswer } from '../auth/signed-in.js';
import type { SignedIn } from '../auth/signed-in.js';
import { Invitation, User } from '../entities/index.js';
import { IdempotentAnswers } from '../idempotent-answers.js';
import { uniqueKey } from '../keys.js';
import { AlreadyRegisteredError } from '../master.errors.js';
import { PasswordRules } from '../passwords/password-rules.js';
import { Passwords } from '../passwords/passwords.js';
import { Members } from '../people/members.js';
import { PeopleAudit } from '../people/people-audit.js';
import { Seats } from '../people/seats.js';
import { requiredRoles } from '../second-factor/requirement.js';
import type { Client } from '../sessions/client.js';
import { SessionTokens } from '../sessions/session-tokens.js';
import { NewUsers } from '../users/new-users.js';
import { invitationTokenHash } from './invitation-tokens.js';
import type { AcceptInvitationDto } from './invitation.dto.js';
import { AddressTakenError, InvalidInvitationError } from './invitations.errors.js';

/** Joining a company by an invitation: once, in time, and only while its plan has room. */
@Injectable()
export class AcceptanceService {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
    private readonly answers: IdempotentAnswers,
    private readonly rules: PasswordRules,
    private readonly passwords: Passwords,
    private readonly subscriptions: SubscriptionsService,
    private readonly members: Members,
    private readonly seats: Seats,
    private readonly newUsers: NewUsers,
    private readonly tokens: SessionTokens,
    private readonly identities: Identities,
    private readonly audit: PeopleAudit,
  ) {}

  /**
   * Makes the account of whoever was invited and signs them in. When it is refused, the invitation stays open.
   * @param by whoever asks, of whom nothing is known yet but where from.
   * @throws InvalidInvitationError, SubscriptionInactiveError, PlanLimitReachedError, AlreadyRegisteredError for the
   *   username, AddressTakenError.
   */
  async accept(by: Actor, input: AcceptInvitationDto, request?: IdempotentRequest, client?: Client): Promise<SignedIn> {
    const kept = await this.answers.find<SignedIn>(request);
    if (kept !== undefined) return kept;
    const tokenHash = invitationTokenHash(input.token);
    // Before the password is hashed: made-up tokens must not cost more than a look.
    await this.assertGood(input, await this.find(this.master.manager, tokenHash));
    const passwordHash = await this.passwords.hash(input.password);
    try {
      return await this.answers.once(request, (transaction) =>
        this.join(transaction, tokenHash, { ...input, passwordHash, by }, client),
      );
    } catch (error) {
      throw isUniqueViolation(error) ? await this.overtaken(input.username) : error;
    }
  }

  private async assertGood(input: AcceptInvitationDto, { email, role, company }: Invitation): Promise<void> {
    const hasSecondFactor = requiredRoles(company?.secondFactorRoles ?? null).includes(role);
    const context = { ...input, email, companyName: company?.name ?? '' };
    await this.rules.assertGood(input.password, context, { hasSecondFactor });
  }

  private async join(
    transaction: EntityManager,
    tokenHash: string,
    input: AcceptInvitationDto & { readonly passwordHash: string; readonly by: Actor },
    client: Client | undefined,
  ): Promise<SignedIn> {
    const { id, companyId, email, role } = await this.find(transaction, tokenHash);
    await this.members.hold(transaction, companyId);
    const entitlement = this.subscriptions.entitlementOf(await this.subscriptions.get(companyId, transaction));
    if (entitlement.access !== 'full') throw new SubscriptionInactiveError(entitlement);
    await this.seats.assertRoom(transaction, companyId);
    // The condition decides, not the look above: what has come in between has happened by now.
    const now = this.clock.now();
    const { affected } = await transaction.update(Invitation, { id, ...openAt(now) }, { acceptedAt: now });
    if (affected !== 1) throw new InvalidInvitationError();
    const user = await this.newUsers.insert(transaction, { ...input, email }, { companyId, role });
    const identity = await this.identities.load(user.id, transaction);
    if (identity.company?.status !== 'active') throw new InvalidInvitationError();
    const tokens = await this.tokens.start(transaction, { userId: user.id, companyId }, client);
    await this.audit.joined(input.by, companyId, { invitationId: id, userId: user.id, role });
    return signedInAnswer(tokens, identity, now);
  }

  private async find(manager: EntityManager, tokenHash: string): Promise<Invitation> {
    const where = { tokenHash, ...openAt(this.clock.now()), company: { status: 'active' as const } };
    const invitation = await manager.findOne(Invitation, { where, relations: { company: true } });
    if (invitation === null) throw new InvalidInvitationError();
    return invitation;
  }

  /** The error for an account that took the username or the address first. */
  private async overtaken(username: string): Promise<AlreadyRegisteredError | AddressTakenError> {
    const isTaken = await this.master.getRepository(User).existsBy({ usernameKey: uniqueKey(username) });
    if (!isTaken) return new AddressTakenError();
    return new AlreadyRegisteredError([{ field: 'username', message: 'is already taken' }]);
  }
}

function openAt(now: Date): FindOptionsWhere<Invitation> {
  return { acceptedAt: IsNull(), revokedAt: IsNull(), expiresAt: MoreThan(now) };
}
