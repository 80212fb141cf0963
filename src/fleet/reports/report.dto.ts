import { ApiProperty, namedValues, QueryNumber, Text } from '../../common/index.js';
import type { ReportParameter } from '../../tenancy/index.js';

const PARAMETER_KINDS = ['day', 'integer', 'text'] as const satisfies readonly ReportParameter['kind'][];
namedValues('ReportParameterKind', PARAMETER_KINDS);

export const MOST_ROWS = 10_000;
export const MOST_SECONDS = 60;

export class ReportQuery {
  @Text({ min: 1, max: 80, example: 'appointments-by-status' })
  name!: string;

  @Text({ min: 1, max: 1000, optional: true, example: 'from:2026-01-01,until:2027-01-01' })
  parameters?: string;

  @QueryNumber({ min: 1, max: MOST_ROWS, optional: true, example: 1000 })
  maxRows?: number;

  @QueryNumber({ min: 1, max: MOST_SECONDS, optional: true, example: 20 })
  seconds?: number;
}

export class ReportParameterDto {
  @ApiProperty({ type: String, example: 'from' })
  name!: string;

  @ApiProperty({ type: String, enum: PARAMETER_KINDS, example: 'day' })
  kind!: ReportParameter['kind'];

  @ApiProperty({ type: String, example: 'The first day.' })
  summary!: string;
}

/** A question that can be asked of all companies. */
export class ReportDescriptionDto {
  @ApiProperty({ type: String, example: 'appointments-by-status' })
  name!: string;

  @ApiProperty({ type: String, example: 'How many appointments begin in a span of days, by status.' })
  summary!: string;

  @ApiProperty({ type: [ReportParameterDto] })
  parameters!: ReportParameterDto[];

  @ApiProperty({ type: [String], example: ['status', 'appointments'] })
  columns!: string[];
}

/** A row of one company. */
export class ReportRowDto {
  @ApiProperty({ type: 'integer', example: 1 })
  companyId!: number;

  @ApiProperty({ type: String, example: 'city-hospital' })
  company!: string;

  @ApiProperty({
    type: 'array',
    items: { oneOf: [{ type: 'string', nullable: true }, { type: 'number' }] },
    example: ['scheduled', 12],
    description: 'In the order of the columns.',
  })
  values!: (string | number | null)[];
}

/** A company that did not answer, and why. */
export class ReportGapDto {
  @ApiProperty({ type: 'integer', example: 2 })
  companyId!: number;

  @ApiProperty({ type: String, example: 'county-clinic' })
  company!: string;

  @ApiProperty({
    type: String,
    example: 'unavailable',
    description: '`not-reached`: the time was over before its turn.',
  })
  code!: string;
}

/** What all companies answered. */
export class ReportDto {
  @ApiProperty({ type: String, example: 'appointments-by-status' })
  name!: string;

  @ApiProperty({ type: [String], example: ['status', 'appointments'] })
  columns!: string[];

  @ApiProperty({ type: [ReportRowDto], description: 'By number of the company.' })
  rows!: ReportRowDto[];

  @ApiProperty({
    type: Boolean,
    example: false,
    description: 'Whether rows were left out because there were too many.',
  })
  isCut!: boolean;

  @ApiProperty({ type: 'integer', example: 12, description: 'Companies that answered.' })
  answered!: number;

  @ApiProperty({ type: [ReportGapDto], description: 'The first 100 of them, by number of the company.' })
  notAnswered!: ReportGapDto[];

  @ApiProperty({ type: 'integer', example: 0, description: 'Companies that did not answer and are not named.' })
  notAnsweredMore!: number;

  @ApiProperty({ type: 'integer', example: 41 })
  tookMs!: number;
}
