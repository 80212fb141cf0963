import { ApiProperty } from '../common/index.js';
import type { Plan } from './plan.entity.js';
import type { PlanLimits } from './plan-quota.js';

export class PlanLimitsDto {
  @ApiProperty({ type: 'integer', nullable: true, example: 25, description: 'Null: unlimited.' })
  doctors!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 5000, description: 'Null: unlimited.' })
  patients!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 25, description: 'Null: unlimited.' })
  users!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 10737418240, description: 'Null: unlimited.' })
  storageBytes!: number | null;
}

export class PlanDto {
  @ApiProperty({ type: String, example: 'professional' })
  code!: string;

  @ApiProperty({ type: String, example: 'Professional' })
  name!: string;

  @ApiProperty({ type: 'integer', example: 9900 })
  priceMonthlyCents!: number;

  @ApiProperty({ type: 'integer', example: 99000 })
  priceYearlyCents!: number;

  @ApiProperty({ type: String, example: 'USD', description: 'ISO 4217.' })
  currency!: string;

  @ApiProperty({ type: () => PlanLimitsDto })
  limits!: PlanLimitsDto;
}

/** A plan as it is offered to somebody who has none yet. */
export class OfferedPlanDto extends PlanDto {
  @ApiProperty({ type: 'integer', minimum: 0, example: 14, description: 'How long it is free for a new company.' })
  trialDays!: number;
}

export function planAnswer(plan: Plan): PlanDto {
  const { code, name, priceMonthlyCents, priceYearlyCents, currency } = plan;
  return { code, name, priceMonthlyCents, priceYearlyCents, currency, limits: planLimits(plan) };
}

/** The most that a plan allows of each resource; null is unlimited. */
export function planLimits(plan: Plan): PlanLimits {
  return {
    doctors: plan.limitDoctors,
    patients: plan.limitPatients,
    users: plan.limitUsers,
    // PostgreSQL's driver gives 64-bit integers as text.
    storageBytes: plan.limitStorageBytes === null ? null : Number(plan.limitStorageBytes),
  };
}
