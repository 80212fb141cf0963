import { ApiProperty, OneOf, PageQuery, QuerySwitch, ROLES, Switch } from '../../common/index.js';
import type { Role } from '../../common/index.js';

export class UpdatePersonDto {
  @OneOf(ROLES, { optional: true, example: 'doctor' })
  role?: Role;

  /** Off: cannot sign in, and does not count against the plan. */
  @Switch({ optional: true, example: true })
  isActive?: boolean;
}

export const LISTED_PEOPLE = {
  sortable: ['id', 'username', 'email', 'firstName', 'lastName', 'role', 'isActive', 'createdAt'],
  searchable: ['username', 'email', 'firstName', 'lastName'],
};

export class PersonQuery extends PageQuery {
  @OneOf(ROLES, { optional: true, example: 'doctor' })
  role?: Role;

  @QuerySwitch({ optional: true, example: true })
  isActive?: boolean;
}

/** A person of the company as its managers see them. */
export class PersonDto {
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

  @ApiProperty({ enum: ROLES, type: String, example: 'owner' })
  role!: Role;

  @ApiProperty({ type: Boolean, example: true, description: 'Whether they can sign in.' })
  isActive!: boolean;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-11-24T08:00:00.000Z', description: 'Since when.' })
  createdAt!: string;
}
