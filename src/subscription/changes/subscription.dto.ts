import { ApiProperty, namedValues, OneOf, Text } from '../../common/index.js';
import type { Order } from '../billing/billing-provider.js';
import { ACCESS_LEVELS, ACCESS_REASONS } from '../entitlement.js';
import type { Access, AccessReason } from '../entitlement.js';
import { PlanLimitsDto } from '../plan.dto.js';
import { RESOURCES } from '../resources.js';
import type { Resource } from '../resources.js';
import { BILLERS, BILLING_CYCLES, SUBSCRIPTION_STATUSES } from '../subscription.entity.js';
import type { Biller, BillingCycle, SubscriptionStatus } from '../subscription.entity.js';
import type { PlanChange } from './plan-change.js';
import type { Excess } from './plan-fit.js';
import { priceCents } from './proration.js';

namedValues('Access', ACCESS_LEVELS);
namedValues('AccessReason', ACCESS_REASONS);
namedValues('Biller', BILLERS);
namedValues('BillingCycle', BILLING_CYCLES);
namedValues('LimitedResource', RESOURCES);
namedValues('SubscriptionStatus', SUBSCRIPTION_STATUSES);

const instant = { type: String, format: 'date-time', example: '2026-12-08T08:00:00.000Z' } as const;

/** A plan and a billing cycle to change to. */
export class ChangePlanDto {
  @Text({ min: 1, max: 40, example: 'enterprise' })
  planCode!: string;

  @OneOf(BILLING_CYCLES, { example: 'monthly' })
  billingCycle!: BillingCycle;
}

export class SubscribedPlanDto {
  @ApiProperty({ type: String, example: 'professional' })
  code!: string;

  @ApiProperty({ type: String, example: 'Professional' })
  name!: string;
}

export class ExcessDto {
  @ApiProperty({ type: String, enum: RESOURCES, example: 'doctors' })
  resource!: Resource;

  @ApiProperty({ type: 'integer', example: 12 })
  used!: number;

  @ApiProperty({ type: 'integer', example: 5 })
  limit!: number;
}

export class PendingChangeDto {
  @ApiProperty({ type: () => SubscribedPlanDto })
  plan!: SubscribedPlanDto;

  @ApiProperty({ type: String, enum: BILLING_CYCLES, example: 'monthly' })
  billingCycle!: BillingCycle;

  @ApiProperty({ ...instant, description: 'When it takes effect, if it fits then; otherwise it waits until it fits.' })
  takesEffectAt!: string;

  @ApiProperty({ type: () => [ExcessDto], description: 'What there is too much of for it at the moment.' })
  blockedBy!: ExcessDto[];
}

export class SubscriptionStateDto {
  @ApiProperty({ type: String, enum: SUBSCRIPTION_STATUSES, example: 'trialing' })
  status!: SubscriptionStatus;

  @ApiProperty({ type: () => SubscribedPlanDto })
  plan!: SubscribedPlanDto;

  @ApiProperty({ type: String, enum: BILLING_CYCLES, example: 'monthly' })
  billingCycle!: BillingCycle;

  @ApiProperty({
    type: String,
    enum: ACCESS_LEVELS,
    example: 'full',
    description: '`read-only`: nothing can be written. `locked`: only these routes, sign-out and export work.',
  })
  access!: Access;

  @ApiProperty({ type: String, enum: ACCESS_REASONS, example: 'trial', description: 'Why access is as it is.' })
  reason!: AccessReason;

  @ApiProperty({ ...instant, nullable: true, description: 'When this access ends; null when it is locked.' })
  accessEndsAt!: string | null;

  @ApiProperty({ type: 'integer', example: 14, description: 'Days of 24 hours until then, rounded up.' })
  daysLeft!: number;

  @ApiProperty({ ...instant, nullable: true })
  trialEndsAt!: string | null;

  @ApiProperty({ ...instant })
  currentPeriodStartsAt!: string;

  @ApiProperty({ ...instant })
  currentPeriodEndsAt!: string;

  @ApiProperty({ type: Boolean, example: false, description: 'It was canceled and ends with the period.' })
  cancelAtPeriodEnd!: boolean;

  @ApiProperty({ type: String, enum: BILLERS, example: 'manual', description: 'Who collects the money.' })
  billedBy!: Biller;

  @ApiProperty({
    type: String,
    enum: BILLERS,
    example: 'stripe',
    description: 'Who would collect it from now on: with `stripe` there is a page to pay on.',
  })
  billing!: Biller;

  @ApiProperty({ type: 'integer', minimum: 0, example: 30, description: 'How long data can be read after the end.' })
  readOnlyDays!: number;

  @ApiProperty({ type: () => PendingChangeDto, nullable: true })
  pendingChange!: PendingChangeDto | null;

  @ApiProperty({ type: () => PlanLimitsDto })
  limits!: PlanLimitsDto;
}

export class ProrationDto {
  @ApiProperty({ type: String, example: 'USD', description: 'ISO 4217.' })
  currency!: string;

  @ApiProperty({ type: 'integer', example: 4950, description: 'The rest of the present plan’s price.' })
  creditCents!: number;

  @ApiProperty({ type: 'integer', example: 14950, description: 'The new plan’s price for the same time.' })
  chargeCents!: number;

  @ApiProperty({ type: 'integer', example: 10000, description: 'The difference; below zero it is in your favour.' })
  dueCents!: number;
}

export class ChangePreviewDto {
  @ApiProperty({ type: () => SubscribedPlanDto })
  plan!: SubscribedPlanDto;

  @ApiProperty({ type: String, enum: BILLING_CYCLES, example: 'monthly' })
  billingCycle!: BillingCycle;

  @ApiProperty({ type: Boolean, example: true, description: 'The plan changes at once.' })
  atOnce!: boolean;

  @ApiProperty({
    ...instant,
    nullable: true,
    description: 'When the rest of the change takes effect: a smaller plan, or another cycle. Null: nothing is left.',
  })
  restTakesEffectAt!: string | null;

  @ApiProperty({ type: Boolean, example: true, description: 'Nothing exceeds the limits of the plan.' })
  fits!: boolean;

  @ApiProperty({ type: () => [ExcessDto], description: 'What exceeds them, item by item.' })
  exceeds!: ExcessDto[];

  @ApiProperty({
    type: () => ProrationDto,
    description:
      'What the rest of the paid period comes to, to the millisecond; credit and charge are each rounded to the nearest cent, half a cent up.',
  })
  proration!: ProrationDto;

  @ApiProperty({ type: 'integer', example: 29900, description: 'Price of every following billing cycle.' })
  nextPriceCents!: number;
}

export function previewAnswer(order: Order, change: PlanChange, exceeds: Excess[]): ChangePreviewDto {
  const { plan, billingCycle } = order;
  return {
    plan: { code: plan.code, name: plan.name },
    billingCycle,
    atOnce: change.now.plan.id === plan.id,
    restTakesEffectAt: change.later ? change.laterAt.toISOString() : null,
    fits: exceeds.length === 0,
    exceeds,
    proration: { currency: plan.currency, ...change.proration },
    nextPriceCents: priceCents(plan, billingCycle),
  };
}
