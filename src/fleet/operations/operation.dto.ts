import { ApiProperty, namedValues, OneOf, PageQuery, QueryNumber } from '../../common/index.js';
import { OPERATION_KINDS, OPERATION_STATES } from './operation.entity.js';
import type { OperationKind, OperationState } from './operation.entity.js';

namedValues('OperationKind', OPERATION_KINDS);
namedValues('OperationState', OPERATION_STATES);

export const LISTED_OPERATIONS = {
  sortable: ['id', 'kind', 'state', 'companySlug', 'startedAt', 'endedAt'],
  searchable: ['companySlug', 'actor'],
};

export class OperationQuery extends PageQuery {
  @OneOf(OPERATION_KINDS, { optional: true, example: 'restore' })
  kind?: OperationKind;

  @OneOf(OPERATION_STATES, { optional: true, example: 'failed' })
  state?: OperationState;

  @QueryNumber({ min: 1, max: 2_147_483_647, optional: true, example: 1 })
  companyId?: number;
}

export class OperationErrorDto {
  @ApiProperty({ type: String, example: 'unavailable' })
  code!: string;

  @ApiProperty({ type: String, example: 'The database stayed locked for 10000 ms.' })
  detail!: string;
}

/** Something that was done to a company's database, or to the master's. */
export class OperationDto {
  @ApiProperty({ type: 'integer', example: 1 })
  id!: number;

  @ApiProperty({ enum: OPERATION_KINDS, type: String, example: 'restore' })
  kind!: OperationKind;

  @ApiProperty({ type: 'integer', nullable: true, example: 1, description: 'Null: the master database.' })
  companyId!: number | null;

  @ApiProperty({ type: String, nullable: true, example: 'city-hospital', description: 'As it was then.' })
  companySlug!: string | null;

  @ApiProperty({ type: String, example: 'user:1', description: '`command`, `schedule`, or a user’s number.' })
  actor!: string;

  @ApiProperty({ enum: OPERATION_STATES, type: String, example: 'done' })
  state!: OperationState;

  @ApiProperty({ type: String, nullable: true, example: 'checking', description: 'What it is, or was last, at.' })
  step!: string | null;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100, example: 100, description: 'Percent.' })
  progress!: number;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-11-24T08:00:00.000Z' })
  startedAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-11-24T08:00:01.000Z' })
  endedAt!: string | null;

  @ApiProperty({ type: () => OperationErrorDto, nullable: true })
  error!: OperationErrorDto | null;
}
