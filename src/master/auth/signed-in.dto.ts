import { ApiProperty, namedValues, ROLES } from '../../common/index.js';
import type { Role } from '../../common/index.js';
import { BILLING_CYCLES, SUBSCRIPTION_STATUSES } from '../../subscription/index.js';
import type { BillingCycle, SubscriptionStatus } from '../../subscription/index.js';
import { COMPANY_STATUSES } from '../entities/company.entity.js';
import type { CompanyStatus } from '../entities/index.js';

namedValues('CompanyStatus', COMPANY_STATUSES);

export class UserDto {
  @ApiProperty({ type: 'integer', example: 1 })
  id!: number;

  @ApiProperty({ type: String, example: 'ada.brown' })
  username!: string;

  @ApiProperty({ type: String, format: 'email', example: 'ada.brown@cityhospital.com' })
  email!: string;

  @ApiProperty({ type: String, example: 'Ada' })
  firstName!: string;

  @ApiProperty({ type: String, example: 'Brown' })
  lastName!: string;

  @ApiProperty({
    enum: [...ROLES, null],
    type: String,
    nullable: true,
    example: 'owner',
    description: 'Null for superusers.',
  })
  role!: Role | null;

  @ApiProperty({ type: Boolean, example: false })
  isSuperuser!: boolean;
}

export class CompanyDto {
  @ApiProperty({ type: 'integer', example: 1 })
  id!: number;

  @ApiProperty({ type: String, example: 'City Hospital' })
  name!: string;

  @ApiProperty({ type: String, example: 'city-hospital' })
  slug!: string;

  @ApiProperty({ type: String, format: 'email', example: 'admin@cityhospital.com' })
  email!: string;

  @ApiProperty({ type: String, example: '+1 555 0100' })
  phone!: string;

  @ApiProperty({ type: String, example: 'Europe/Berlin', description: 'Of the IANA time zone database.' })
  timeZone!: string;

  @ApiProperty({ enum: COMPANY_STATUSES, type: String, example: 'active' })
  status!: CompanyStatus;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-11-24T08:00:00.000Z' })
  createdAt!: string;
}

export class PlanNameDto {
  @ApiProperty({ type: String, example: 'professional' })
  code!: string;

  @ApiProperty({ type: String, example: 'Professional' })
  name!: string;
}

export class SubscriptionDto {
  @ApiProperty({ type: () => PlanNameDto })
  plan!: PlanNameDto;

  @ApiProperty({ enum: SUBSCRIPTION_STATUSES, type: String, example: 'trialing' })
  status!: SubscriptionStatus;

  @ApiProperty({ enum: BILLING_CYCLES, type: String, example: 'monthly' })
  billingCycle!: BillingCycle;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-12-08T08:00:00.000Z' })
  trialEndsAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-12-08T08:00:00.000Z' })
  currentPeriodEndsAt!: string;

  @ApiProperty({ type: 'integer', example: 14 })
  daysRemaining!: number;
}

export class IdentityDto {
  @ApiProperty({ type: () => UserDto })
  user!: UserDto;

  @ApiProperty({ type: () => CompanyDto, nullable: true, description: 'Null for superusers.' })
  company!: CompanyDto | null;

  @ApiProperty({ type: () => SubscriptionDto, nullable: true, description: 'Null for superusers.' })
  subscription!: SubscriptionDto | null;
}

export class SignedInDto extends IdentityDto {
  @ApiProperty({
    type: String,
    description: 'JWT for the Authorization header.',
    example: 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln',
  })
  accessToken!: string;

  @ApiProperty({ type: String, description: 'Works once.', example: 'Zm9yLW9uZS11c2Utb25seS1hLXJlZnJlc2gtdG9rZW4' })
  refreshToken!: string;

  @ApiProperty({ type: 'integer', description: 'Life of the access token in seconds.', example: 900 })
  expiresIn!: number;
}
