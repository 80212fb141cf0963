import { ApiProperty, Email, namedValues, OneOf, PageQuery, ROLES, Text } from '../../common/index.js';
import type { Role } from '../../common/index.js';
import { NewPassword, Username } from '../fields.js';

/** `open`: can be accepted. `revoked`: taken back, also with its sender's rights, or replaced by a newer one. */
export const INVITATION_STATUSES = namedValues('InvitationStatus', ['open', 'accepted', 'revoked', 'expired']);
export type InvitationStatus = (typeof INVITATION_STATUSES)[number];

export class CreateInvitationDto {
  @Email({ example: 'grace.hopper@cityhospital.com' })
  email!: string;

  @OneOf(ROLES, { example: 'doctor' })
  role!: Role;
}

export class AcceptInvitationDto {
  /** From the link in the mail. */
  @Text({ min: 1, max: 100, example: 'Zm9yLW9uZS11c2Utb25seS1hbi1pbnZpdGF0aW9uLTE' })
  token!: string;

  @Username({ example: 'grace.hopper' })
  username!: string;

  @Text({ min: 1, max: 80, example: 'Grace' })
  firstName!: string;

  @Text({ min: 1, max: 80, example: 'Hopper' })
  lastName!: string;

  @NewPassword()
  password!: string;
}

export const LISTED_INVITATIONS = {
  sortable: ['id', 'email', 'role', 'status', 'createdAt', 'expiresAt'],
  searchable: ['email'],
};

export class InvitationQuery extends PageQuery {
  @OneOf(INVITATION_STATUSES, { optional: true, example: 'open' })
  status?: InvitationStatus;
}

export class InvitationDto {
  @ApiProperty({ type: 'integer', example: 1 })
  id!: number;

  @ApiProperty({ type: String, format: 'email', example: 'grace.hopper@cityhospital.com' })
  email!: string;

  @ApiProperty({ enum: ROLES, type: String, example: 'doctor' })
  role!: Role;

  @ApiProperty({ enum: INVITATION_STATUSES, type: String, example: 'open' })
  status!: InvitationStatus;

  @ApiProperty({ type: String, nullable: true, example: 'Ada Brown', description: 'Null: they have left since.' })
  invitedBy!: string | null;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-11-24T08:00:00.000Z' })
  createdAt!: string;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-12-01T08:00:00.000Z' })
  expiresAt!: string;
}
