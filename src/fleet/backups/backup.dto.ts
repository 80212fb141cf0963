import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsInt, Max, Min } from 'class-validator';
import { ApiProperty, namedValues } from '../../common/index.js';
import { BACKUP_REASONS } from './backup.entity.js';
import type { BackupReason, FleetBackup } from './backup.entity.js';
import { isProved } from './backup-registry.js';
import { REFUSALS } from './backups.errors.js';
import type { Refusal } from './backups.errors.js';
import type { RecordKinds } from './looking/record-kinds.js';
import type { PresentRecord, ReturnedRecord, ReturnedRecords } from './looking/record-return.js';
import type { NotSaved, RestoredTenant } from './tenant-restore.js';

export const LISTED_BACKUPS = { sortable: ['id', 'createdAt', 'reason', 'sizeBytes'], searchable: ['reason'] };

const PROBLEMS_FOUND = namedValues('BackupProblem', Object.keys(REFUSALS) as Refusal[]);
const NOT_SAVED = namedValues('NotSaved', ['missing', 'unreadable', 'foreign'] satisfies NotSaved[]);
const MOST_RECORDS = 100;
const ROWS = { type: 'object', additionalProperties: { type: 'integer', minimum: 0 } } as const;

export class BackupDto {
  @ApiProperty({ type: 'integer', example: 1 })
  id!: number;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-11-24T08:00:00.000Z' })
  createdAt!: string;

  @ApiProperty({ enum: BACKUP_REASONS, type: String, example: 'scheduled', description: 'What it was made for.' })
  reason!: BackupReason;

  @ApiProperty({ type: 'integer', example: 20480, description: 'On disk, compressed.' })
  sizeBytes!: number;

  @ApiProperty({ type: String, example: '20261124001200-create-appointments', description: 'Its newest migration.' })
  schemaVersion!: string;

  @ApiProperty({ type: Boolean, example: true })
  isEncrypted!: boolean;

  @ApiProperty({ ...ROWS, example: { doctors: 3, patients: 120, appointments: 512 }, description: 'Records per kind.' })
  records!: Record<string, number>;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-11-24T08:00:02.000Z',
    description: 'When it was last restored for trial and found to be right. Null: it does not count as a backup yet.',
  })
  provedAt!: string | null;

  @ApiProperty({
    enum: [...PROBLEMS_FOUND, null],
    type: String,
    nullable: true,
    example: null,
    description: 'What was found wrong with it when it was last tried.',
  })
  problem!: Refusal | null;
}

export class RestoreDto {
  @ApiProperty({
    type: String,
    format: 'date-time',
    example: '2026-11-24T08:00:00.000Z',
    description: 'The data are as they were then.',
  })
  restoredTo!: string;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 2,
    description: 'Number of the backup of what was replaced.',
  })
  savedAs!: number | null;

  @ApiProperty({
    enum: [...NOT_SAVED, null],
    type: String,
    nullable: true,
    example: null,
    description: 'Why there was nothing to save.',
  })
  notSaved!: NotSaved | null;

  @ApiProperty({
    type: [String],
    example: [],
    description: 'Migrations that were applied to what came out of the backup.',
  })
  migrated!: readonly string[];
}

/** A record as it is in a backup: the fields of its kind, as its own routes give them. */
export class BackupRecordDto {
  @ApiProperty({ type: 'integer', example: 1 })
  id!: number;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-11-24T08:00:00.000Z' })
  createdAt!: string;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-11-24T08:00:00.000Z' })
  updatedAt!: string;
}

export class BringBackDto {
  /** Numbers of the records in the backup. */
  @ApiProperty({
    type: 'array',
    items: { type: 'integer', minimum: 1 },
    minItems: 1,
    maxItems: MOST_RECORDS,
    example: [12, 13],
  })
  @IsArray({ message: 'must be a list of numbers' })
  @ArrayNotEmpty({ message: 'must not be empty' })
  @ArrayMaxSize(MOST_RECORDS, { message: `must have at most ${MOST_RECORDS} numbers` })
  @IsInt({ each: true, message: 'must be a list of whole numbers' })
  @Min(1, { each: true, message: 'must be a list of numbers of records' })
  @Max(Number.MAX_SAFE_INTEGER, { each: true, message: 'must be a list of numbers of records' })
  ids!: number[];
}

export class ReturnedRecordDto implements ReturnedRecord {
  @ApiProperty({ type: String, example: 'appointments' })
  kind!: string;

  @ApiProperty({ type: 'integer', example: 12, description: 'Its number in the backup.' })
  id!: number;

  @ApiProperty({ type: 'integer', example: 12, description: 'Its number now; another one when that was taken.' })
  newId!: number;

  @ApiProperty({ type: Boolean, example: true, description: 'False: one that was asked for refers to it.' })
  isChosen!: boolean;
}

export class PresentRecordDto implements PresentRecord {
  @ApiProperty({ type: String, example: 'appointments' })
  kind!: string;

  @ApiProperty({ type: 'integer', example: 13 })
  id!: number;

  @ApiProperty({ type: Boolean, example: false, description: 'Whether it says now what it says in the backup.' })
  isSame!: boolean;
}

export class ReturnedRecordsDto implements ReturnedRecords {
  @ApiProperty({ type: () => [ReturnedRecordDto] })
  returned!: ReturnedRecordDto[];

  @ApiProperty({ type: () => [PresentRecordDto], description: 'Asked for, but not gone: they were left as they are.' })
  present!: PresentRecordDto[];
}

export function backupAnswer(backup: FleetBackup, kinds: RecordKinds): BackupDto {
  const { id, createdAt, reason, sizeBytes, schemaVersion, isEncrypted, rows, provedAt, problem } = backup;
  return {
    ...{ id, createdAt: createdAt.toISOString(), reason, sizeBytes: Number(sizeBytes), schemaVersion, isEncrypted },
    records: kinds.rowsByKind(rows),
    provedAt: isProved(backup) ? (provedAt?.toISOString() ?? null) : null,
    problem,
  };
}

export function restoreAnswer({ manifest, migrated, saved, notSaved }: RestoredTenant): RestoreDto {
  return { restoredTo: manifest.createdAt, savedAs: saved?.id ?? null, notSaved: notSaved ?? null, migrated };
}
