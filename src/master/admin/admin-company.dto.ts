import { ApiProperty, namedValues, OneOf, PageQuery, Text } from '../../common/index.js';
import { MIGRATION_STATES } from '../../fleet/index.js';
import type { MigrationState } from '../../fleet/index.js';
import { ACCESS_LEVELS, ACCESS_REASONS, SUBSCRIPTION_STATUSES } from '../../subscription/index.js';
import type { Access, AccessReason, SubscriptionStatus } from '../../subscription/index.js';
import { CompanyDto, PlanNameDto } from '../auth/signed-in.dto.js';

namedValues('MigrationState', MIGRATION_STATES);

const LISTED_STATUSES = ['active', 'suspended'] as const;

/** `databaseBytes` is not kept in the master database, and only sorts alone. */
export const LISTED_COMPANIES = {
  sortable: ['id', 'name', 'slug', 'status', 'createdAt', 'plan', 'subscriptionStatus', 'users'],
  searchable: ['name', 'slug', 'email'],
};

export class AdminCompanyQuery extends PageQuery {
  @OneOf(LISTED_STATUSES, { optional: true, example: 'active' })
  status?: (typeof LISTED_STATUSES)[number];

  /** Code of the plan. */
  @Text({ min: 1, max: 40, optional: true, example: 'professional' })
  plan?: string;

  @OneOf(SUBSCRIPTION_STATUSES, { optional: true, example: 'trialing' })
  subscriptionStatus?: SubscriptionStatus;
}

export class AdminSubscriptionDto {
  @ApiProperty({ type: () => PlanNameDto })
  plan!: PlanNameDto;

  @ApiProperty({ enum: SUBSCRIPTION_STATUSES, type: String, example: 'trialing' })
  status!: SubscriptionStatus;

  @ApiProperty({ enum: ACCESS_LEVELS, type: String, example: 'full' })
  access!: Access;

  @ApiProperty({ enum: ACCESS_REASONS, type: String, example: 'trial' })
  reason!: AccessReason;

  @ApiProperty({ type: 'integer', example: 14, description: 'Days until there is less access.' })
  daysLeft!: number;
}

/** A company as those who run the installation see it. */
export class AdminCompanyDto extends CompanyDto {
  @ApiProperty({ type: () => AdminSubscriptionDto, nullable: true })
  subscription!: AdminSubscriptionDto | null;

  @ApiProperty({ type: 'integer', example: 3, description: 'People who can sign in, which the plan counts.' })
  users!: number;

  @ApiProperty({ type: 'integer', example: 98304, description: 'Size of its database on disk.' })
  databaseBytes!: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null, description: 'Erased then.' })
  eraseAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null, description: 'A clone for a time.' })
  expiresAt!: string | null;

  @ApiProperty({ enum: MIGRATION_STATES, type: String, example: 'current' })
  migrations!: MigrationState;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-11-24T08:00:00.000Z',
    description: 'When its newest backup was made that has been restored for trial and found to be right.',
  })
  lastProvedBackupAt!: string | null;
}

export class CompanyOwnerDto {
  @ApiProperty({ type: String, example: 'Ada Brown' })
  name!: string;

  @ApiProperty({ type: String, format: 'email', example: 'ada.brown@cityhospital.com' })
  email!: string;
}

export class AdminCompanyDetailDto extends AdminCompanyDto {
  @ApiProperty({ type: () => [CompanyOwnerDto], description: 'Those who can sign in.' })
  owners!: CompanyOwnerDto[];
}
