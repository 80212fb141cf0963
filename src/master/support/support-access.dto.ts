import { ApiProperty, namedValues, OneOf, PageQuery, Switch, Text, WholeNumber } from '../../common/index.js';
import type { Role } from '../../common/index.js';

/** A superuser never acts as an owner: owners decide about support. */
export const SUPPORT_ROLES = namedValues('SupportRole', ['admin', 'doctor', 'receptionist']) satisfies readonly Role[];
export type SupportRole = (typeof SUPPORT_ROLES)[number];

export const SUPPORT_STATES = namedValues('SupportState', ['pending', 'active', 'expired', 'ended']);
export type SupportState = (typeof SUPPORT_STATES)[number];

const REASON = 'Ticket 4711: appointments are shown on the wrong day';

export class RequestSupportAccessDto {
  @Text({ min: 10, max: 500, example: REASON })
  reason!: string;

  /** Minutes until it ends by itself, from when it is given. */
  @WholeNumber({ min: 1, max: 1440, example: 60 })
  minutes!: number;

  @OneOf(SUPPORT_ROLES, { example: 'receptionist' })
  role!: SupportRole;

  /** Whether clinic data may be changed as well; no, unless it is said. */
  @Switch({ optional: true, example: false })
  canWrite = false;
}

export class SupportRuleDto {
  /** Whether superusers need an owner's approval to enter. */
  @Switch({ example: true })
  needsApproval!: boolean;
}

export class SupportAccessQuery extends PageQuery {
  @OneOf(SUPPORT_STATES, { optional: true, example: 'active' })
  state?: SupportState;
}

export const LISTED_SUPPORT_ACCESSES = { sortable: ['id', 'createdAt', 'expiresAt'], searchable: ['reason'] };

const INSTANT = { type: String, format: 'date-time', example: '2026-11-24T09:00:00.000Z' } as const;
const NO_INSTANT = { ...INSTANT, nullable: true, example: null } as const;

/** A support access as companies and superusers see it. */
export class SupportAccessDto {
  @ApiProperty({ type: 'integer', example: 3 })
  id!: number;

  @ApiProperty({ type: 'integer', example: 1, description: 'The superuser.' })
  userId!: number;

  @ApiProperty({ type: String, nullable: true, example: 'Sam Root' })
  userName!: string | null;

  @ApiProperty({ type: String, example: REASON })
  reason!: string;

  @ApiProperty({ enum: SUPPORT_ROLES, type: String, example: 'receptionist' })
  role!: Role;

  @ApiProperty({ type: Boolean, example: false })
  canWrite!: boolean;

  @ApiProperty({ enum: SUPPORT_STATES, type: String, example: 'active' })
  state!: SupportState;

  @ApiProperty(INSTANT)
  createdAt!: string;

  @ApiProperty(INSTANT)
  expiresAt!: string;

  @ApiProperty(NO_INSTANT)
  approvedAt!: string | null;

  @ApiProperty(NO_INSTANT)
  endedAt!: string | null;
}

/** The answer to a superuser who asks for access. */
export class SupportGrantDto {
  @ApiProperty({ type: () => SupportAccessDto })
  supportAccess!: SupportAccessDto;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9…',
    description: 'Bearer token for this company only; null while an owner has not approved.',
  })
  accessToken!: string | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 900, description: 'Life of the token in seconds.' })
  expiresIn!: number | null;
}
