import type { Role } from '../../common/index.js';
import { daysRemaining } from '../../subscription/index.js';
import type { Subscription } from '../../subscription/index.js';
import type { Company, User } from '../entities/index.js';
import type { TokenPair } from '../sessions/session-tokens.js';
import type { CompanyDto, IdentityDto, SignedInDto, SubscriptionDto, UserDto } from './signed-in.dto.js';

/** A user with what the user belongs to. */
export interface Identity {
  readonly user: User;
  readonly role: Role | null;
  readonly company: Company | null;
  readonly subscription: Subscription | null;
}

export type SignedIn = SignedInDto;

/** The answer of register, login, refresh and change-password. */
export function signedInAnswer(tokens: TokenPair, identity: Identity, now: Date): SignedInDto {
  return { ...tokens, ...identityAnswer(identity, now) };
}

/** The answer of /api/auth/me. */
export function identityAnswer(identity: Identity, now: Date): IdentityDto {
  return {
    user: userAnswer(identity),
    company: identity.company && companyAnswer(identity.company),
    subscription: identity.subscription && subscriptionAnswer(identity.subscription, now),
  };
}

function userAnswer({ user, role }: Identity): UserDto {
  const { id, username, email, firstName, lastName, isSuperuser } = user;
  return { id, username, email, firstName, lastName, role, isSuperuser };
}

/** A company as its people see it. */
export function companyAnswer(company: Company): CompanyDto {
  const { id, name, slug, email, phone, timeZone, status, createdAt } = company;
  return { id, name, slug, email, phone, timeZone: timeZone ?? 'UTC', status, createdAt: createdAt.toISOString() };
}

function subscriptionAnswer(subscription: Subscription, now: Date): SubscriptionDto {
  const { plan, status, billingCycle, trialEndsAt, currentPeriodEndsAt } = subscription;
  return {
    plan: { code: plan.code, name: plan.name },
    status,
    billingCycle,
    trialEndsAt: trialEndsAt?.toISOString() ?? null,
    currentPeriodEndsAt: currentPeriodEndsAt.toISOString(),
    daysRemaining: daysRemaining(currentPeriodEndsAt, now),
  };
}
