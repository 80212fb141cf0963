import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsBoolean, IsObject, ValidateIf, ValidateNested } from 'class-validator';
import { ApiProperty, PageQuery, Text, WholeNumber } from '../common/index.js';
import { planAnswer, PlanDto } from './plan.dto.js';
import type { Plan } from './plan.entity.js';
import { Currency, Limit, PlanCode, Price } from './plan-fields.js';

const NAME = { min: 1, max: 80, example: 'Clinic Plus' };
const MONTHLY = { example: 4900 };
const YEARLY = { example: 49_000 };
const ORDER = { min: -1_000_000, max: 1_000_000, example: 4 };
const DOCTORS = { example: 10 };
const PATIENTS = { example: 2000 };
const USERS = { example: 12 };
const STORAGE_BYTES = { example: 5_368_709_120, max: Number.MAX_SAFE_INTEGER };
const LIMITS = { doctors: 10, patients: 2000, users: 12, storageBytes: 5_368_709_120 };

/** All four are named: a limit that was forgotten must not mean that there is none. */
export class PlanLimitsInput {
  @Limit(DOCTORS)
  doctors!: number | null;

  @Limit(PATIENTS)
  patients!: number | null;

  @Limit(USERS)
  users!: number | null;

  @Limit(STORAGE_BYTES)
  storageBytes!: number | null;
}

export class PlanLimitChanges {
  @Limit({ ...DOCTORS, optional: true })
  doctors?: number | null;

  @Limit({ ...PATIENTS, optional: true })
  patients?: number | null;

  @Limit({ ...USERS, optional: true })
  users?: number | null;

  @Limit({ ...STORAGE_BYTES, optional: true })
  storageBytes?: number | null;
}

export class CreatePlanDto {
  @PlanCode()
  code!: string;

  @Text(NAME)
  name!: string;

  @Price(MONTHLY)
  priceMonthlyCents!: number;

  @Price(YEARLY)
  priceYearlyCents!: number;

  @Currency()
  currency!: string;

  @Nested(() => PlanLimitsInput)
  limits!: PlanLimitsInput;

  @WholeNumber(ORDER)
  sortOrder!: number;

  @Flag()
  isPublic!: boolean;
}

/** Fields that are left out stay as they are. A plan keeps its code. */
export class UpdatePlanDto {
  @Text({ ...NAME, optional: true })
  name?: string;

  @Price({ ...MONTHLY, optional: true })
  priceMonthlyCents?: number;

  @Price({ ...YEARLY, optional: true })
  priceYearlyCents?: number;

  @Currency({ optional: true })
  currency?: string;

  @Nested(() => PlanLimitChanges, { optional: true })
  limits?: PlanLimitChanges;

  @WholeNumber({ ...ORDER, optional: true })
  sortOrder?: number;

  @Flag({ optional: true })
  isPublic?: boolean;
}

export const LISTED_PLANS = {
  sortable: ['sortOrder', 'id', 'code', 'name', 'priceMonthlyCents', 'priceYearlyCents', 'retiredAt'],
  searchable: ['code', 'name'],
};

export class PlanListQuery extends PageQuery {}

/** A plan as those who run the installation see it. */
export class ManagedPlanDto extends PlanDto {
  @ApiProperty({ type: 'integer', example: 4, description: 'Plans are offered in this order.' })
  sortOrder!: number;

  @ApiProperty({ type: Boolean, example: true, description: 'Whether anybody may subscribe to it.' })
  isPublic!: boolean;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: null,
    description: 'Since when nobody can choose it any more; null while it is on offer.',
  })
  retiredAt!: string | null;

  @ApiProperty({ type: 'integer', example: 12, description: 'Companies that have it, or have chosen it for later.' })
  companies!: number;
}

export function managedPlanAnswer(plan: Plan, companies: number): ManagedPlanDto {
  const { sortOrder, isPublic, retiredAt } = plan;
  return { ...planAnswer(plan), sortOrder, isPublic, retiredAt: retiredAt?.toISOString() ?? null, companies };
}

interface Optional {
  readonly optional?: boolean;
}

function given({ optional = false }: Optional): PropertyDecorator[] {
  return optional ? [ValidateIf((_object: unknown, value: unknown) => value !== undefined)] : [];
}

function Flag(options: Optional = {}): PropertyDecorator {
  return applyDecorators(
    ...given(options),
    IsBoolean({ message: 'must be true or false' }),
    ApiProperty({ type: Boolean, required: !options.optional, example: true }),
  );
}

function Nested(type: () => new () => object, options: Optional = {}): PropertyDecorator {
  return applyDecorators(
    ...given(options),
    IsObject({ message: 'must be an object' }),
    ValidateNested({ message: 'must be an object' }),
    Type(type),
    // A function must be called `type` to be one that gives the class.
    ApiProperty({ type: () => type(), required: !options.optional, example: LIMITS }),
  );
}
