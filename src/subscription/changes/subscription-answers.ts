import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/index.js';
import { planAnswer } from '../plan.dto.js';
import type { Plan } from '../plan.entity.js';
import type { Subscription } from '../subscription.entity.js';
import { SubscriptionsService } from '../subscriptions.service.js';
import { CompanyCounts } from './company-counts.js';
import { excesses } from './plan-fit.js';
import type { Excess } from './plan-fit.js';
import type { PendingChangeDto, SubscribedPlanDto, SubscriptionStateDto } from './subscription.dto.js';

/** Subscriptions as their companies see them. */
@Injectable()
export class SubscriptionAnswers {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly counts: CompanyCounts,
    private readonly settings: Settings,
  ) {}

  /** A company's subscription now. @throws SubscriptionNotFoundError; what opening the company's database throws. */
  async get(companyId: number): Promise<SubscriptionStateDto> {
    const subscription = await this.subscriptions.get(companyId);
    return this.of(subscription, await this.blocking(subscription));
  }

  /** What there is too much of at the moment for the plan that waits. */
  async blocking({ companyId, pendingPlan }: Subscription): Promise<Excess[]> {
    if (pendingPlan === null) return [];
    return excesses(planAnswer(pendingPlan).limits, await this.counts.of(companyId));
  }

  /** @param blockedBy what `blocking` gave. */
  of(subscription: Subscription, blockedBy: Excess[]): SubscriptionStateDto {
    const { status, plan, billingCycle, cancelAtPeriodEnd, billedBy } = subscription;
    const { access, reason, endsAt, daysLeft } = this.subscriptions.entitlementOf(subscription);
    return {
      status,
      plan: named(plan),
      billingCycle,
      access,
      reason,
      accessEndsAt: endsAt?.toISOString() ?? null,
      daysLeft,
      trialEndsAt: subscription.trialEndsAt?.toISOString() ?? null,
      currentPeriodStartsAt: subscription.currentPeriodStartsAt.toISOString(),
      currentPeriodEndsAt: subscription.currentPeriodEndsAt.toISOString(),
      cancelAtPeriodEnd,
      billedBy,
      billing: this.settings.billing,
      readOnlyDays: this.settings.readOnlyDays,
      pendingChange: pendingChange(subscription, blockedBy),
      limits: planAnswer(plan).limits,
    };
  }
}

function pendingChange(subscription: Subscription, blockedBy: Excess[]): PendingChangeDto | null {
  const { plan, billingCycle, pendingPlan, pendingBillingCycle, pendingChangesAt } = subscription;
  if (pendingChangesAt === null) return null;
  return {
    plan: named(pendingPlan ?? plan),
    billingCycle: pendingBillingCycle ?? billingCycle,
    takesEffectAt: pendingChangesAt.toISOString(),
    blockedBy: pendingPlan === null ? [] : blockedBy,
  };
}

function named({ code, name }: Plan): SubscribedPlanDto {
  return { code, name };
}
