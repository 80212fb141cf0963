import { applyDecorators } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiIdempotencyKey,
  ApiIdParam,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProblems,
  ApiSection,
  listDescription,
  pageSchema,
} from '../../common/index.js';
import type { ProblemCode } from '../../common/index.js';
import { BackupDto, BackupRecordDto, LISTED_BACKUPS, RestoreDto, ReturnedRecordsDto } from './backup.dto.js';

const ONE: readonly ProblemCode[] = ['validation-failed', 'unauthenticated', 'forbidden', 'not-found'];
const ONCE: readonly ProblemCode[] = ['conflict', 'idempotency-mismatch'];
const BODY: readonly ProblemCode[] = ['malformed-json', 'payload-too-large', 'unsupported-media-type'];

export const ApiBackups = (): ClassDecorator =>
  applyDecorators(
    ApiSection('backups', 'The company’s data as they were: kept, looked at, brought back'),
    ApiBearerAuth(),
    ApiExtraModels(BackupDto, BackupRecordDto),
  );

export const ApiListBackups = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'listBackups',
      summary: 'A page of the backups of the company',
      description: `The newest first, unless said otherwise. ${listDescription(LISTED_BACKUPS)}`,
    }),
    ApiOkResponse({ schema: pageSchema(BackupDto) }),
    ApiProblems('validation-failed', 'unauthenticated', 'forbidden'),
  );

export const ApiGetBackup = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'getBackup', summary: 'One backup' }),
    ApiIdParam(),
    ApiOkResponse({ type: BackupDto }),
    ApiProblems(...ONE),
  );

export const ApiCreateBackup = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'createBackup',
      summary: 'Take a backup now',
      description:
        'Of the data as they are at this moment; everybody can go on working. Answers when it has been restored for trial ' +
        'and compared. At most ten in 24 hours; 409 while something else is done to the database.',
    }),
    ApiIdempotencyKey(),
    ApiCreatedResponse({ type: BackupDto }),
    ApiProblems(
      'validation-failed',
      'unauthenticated',
      'forbidden',
      ...ONCE,
      'too-many-requests',
      'tenant-unavailable',
      'unavailable',
    ),
  );

export const ApiRestoreBackup = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'restoreBackup',
      summary: 'Put all data back to what they were',
      description:
        'The present data are backed up first (`savedAs`), so that this can be taken back by restoring that. While the two ' +
        'change places, requests of the company are answered 503 with Retry-After. 409 when the backup cannot be used ' +
        '(`reason`), or while something else is done to the database.',
    }),
    ApiIdParam(),
    ApiIdempotencyKey(),
    ApiOkResponse({ type: RestoreDto }),
    ApiProblems(...ONE, 'step-up-required', ...ONCE, 'tenant-unavailable', 'unavailable'),
  );

const KIND = { name: 'kind', schema: { type: 'string' as const, example: 'patients' } };

export const ApiBackupRecords = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'listBackupRecords',
      summary: 'Look at the doctors, patients or appointments of a backup',
      description:
        'Each item has the fields that the kind’s own route gives (`/api/doctors`, …). The backup is opened at the first ' +
        'look, which takes a moment, and closed by itself five minutes after the last. `sort`: any field. `q`: every word, ' +
        'in whatever case, in any text.',
    }),
    ApiIdParam(),
    ApiParam(KIND),
    ApiOkResponse({ schema: pageSchema(BackupRecordDto) }),
    ApiProblems(...ONE, 'conflict', 'unavailable'),
  );

export const ApiBringBack = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'bringBackRecords',
      summary: 'Bring records of a backup back',
      description:
        'With what they refer to, if that is gone: an appointment brings its doctor and patient. All of them, or none. ' +
        'They keep their numbers where those are free. Records that are not gone are left as they are and told in ' +
        '`present`. 409 when one does not fit into the present data (`kind`, `id`, `reason`).',
    }),
    ApiIdParam(),
    ApiParam({ ...KIND, schema: { ...KIND.schema, example: 'appointments' } }),
    ApiIdempotencyKey(),
    ApiOkResponse({ type: ReturnedRecordsDto }),
    ApiProblems(...ONE, ...BODY, ...ONCE, 'plan-limit-reached', 'tenant-unavailable', 'unavailable'),
  );
