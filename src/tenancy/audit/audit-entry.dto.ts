import { AUDIT_ACTIONS } from '../../audit/index.js';
import type { AuditAction } from '../../audit/index.js';
import { ApiProperty, IsoInstant, OneOf, QueryNumber, Text } from '../../common/index.js';

const NUMBER = { min: 1, max: Number.MAX_SAFE_INTEGER };

/** Which entries are asked for. */
export class AuditFilter {
  @QueryNumber({ ...NUMBER, optional: true, example: 12 })
  userId?: number;

  @QueryNumber({ ...NUMBER, optional: true, example: 3 })
  supportAccessId?: number;

  @OneOf(AUDIT_ACTIONS, { optional: true, example: 'update' })
  action?: AuditAction;

  /** Name of the table, or its first word. */
  @Text({ min: 1, max: 64, optional: true, example: 'patients' })
  record?: string;

  /** Number of one record; together with `record`. */
  @Text({ min: 1, max: 40, optional: true, example: '17' })
  recordId?: string;

  /** 31 days before `to`, unless it is said. */
  @IsoInstant({ optional: true, example: '2026-11-24T00:00:00.000Z' })
  from?: Date;

  /** Now, unless it is said. */
  @IsoInstant({ optional: true, example: '2026-11-25T00:00:00.000Z' })
  to?: Date;
}

export class AuditQuery extends AuditFilter {
  @QueryNumber({ min: 1, max: 1_000_000, optional: true, example: 1 })
  page = 1;

  @QueryNumber({ min: 1, max: 100, optional: true, example: 20 })
  pageSize = 20;
}

const NULLABLE_NUMBER = { type: 'integer', nullable: true } as const;
const NULLABLE_TEXT = { type: String, nullable: true } as const;

/** An entry of the audit log. */
export class AuditEntryDto {
  @ApiProperty({ type: 'integer', example: 4711, description: 'Place in the log: 1, 2, 3 …' })
  id!: number;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-11-24T08:00:00.000Z' })
  at!: string;

  @ApiProperty({ ...NULLABLE_NUMBER, example: 12, description: 'Null: the program itself.' })
  userId!: number | null;

  @ApiProperty({ ...NULLABLE_TEXT, example: 'Ada Brown', description: 'As it is now; null when the account is gone.' })
  userName!: string | null;

  @ApiProperty({ ...NULLABLE_TEXT, example: 'owner' })
  role!: string | null;

  @ApiProperty({ ...NULLABLE_NUMBER, example: null, description: 'The support access under which it was done.' })
  supportAccessId!: number | null;

  @ApiProperty({ ...NULLABLE_TEXT, example: '192.0.2.7' })
  address!: string | null;

  @ApiProperty({ ...NULLABLE_TEXT, example: '9f86d081884c7d65', description: 'Stands for the User-Agent.' })
  device!: string | null;

  @ApiProperty({ ...NULLABLE_TEXT, example: '0b0e7f1c-5d3a-4f43-9a53-0e7f1c5d3a4f' })
  requestId!: string | null;

  @ApiProperty({ enum: AUDIT_ACTIONS, type: String, example: 'update' })
  action!: AuditAction;

  @ApiProperty({ ...NULLABLE_TEXT, example: 'patients_patient', description: 'Table of the records.' })
  record!: string | null;

  @ApiProperty({
    type: [String],
    example: ['17'],
    description: 'Their numbers; many at once as ranges such as 1-2000.',
  })
  recordIds!: string[];

  @ApiProperty({ type: 'integer', example: 1 })
  recordCount!: number;

  @ApiProperty({ type: [String], example: ['phone'], description: 'Fields that were changed.' })
  fields!: string[];

  @ApiProperty({
    type: 'object',
    nullable: true,
    additionalProperties: { type: 'array', items: {} },
    example: { phone: ['+1 555 0102', '+1 555 0103'] },
    description: 'Old and new value by field; hashes, or null, if the settings keep no more.',
  })
  changes!: Record<string, readonly unknown[]> | null;

  @ApiProperty({
    type: 'object',
    nullable: true,
    additionalProperties: true,
    example: null,
    description: 'What else is known, such as the code of a refusal.',
  })
  detail!: Record<string, unknown> | null;
}
