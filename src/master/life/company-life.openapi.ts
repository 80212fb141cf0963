import { applyDecorators } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiIdempotencyKey,
  ApiIdParam,
  ApiOkResponse,
  ApiOperation,
  ApiProblems,
} from '../../common/index.js';
import type { ProblemCode } from '../../common/index.js';
import { AdminCompanyDetailDto } from '../admin/admin-company.dto.js';
import { CompanyProfileDto } from '../company/company.dto.js';
import { CloneDto, ErasureCertificateDto } from './life.dto.js';

export const ApiRename = (): MethodDecorator =>
  ofOneCompany(
    'renameCompany',
    'Give a company another slug',
    'Its database gets the name that goes with it. Sessions go on; while it lasts, a moment, the company is closed.',
    ['already-exists', 'unavailable'],
  );

export const ApiClone = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'cloneCompany',
      summary: 'Make a second company with the rows of one',
      description:
        'Its people are not taken along; an owner is made up, whose password this answer tells. No mails are sent for it, and ' +
        'it begins with a trial of the same plan. With `anonymize` nothing in it tells of anybody.',
    }),
    ApiIdParam(),
    ApiIdempotencyKey(),
    ApiCreatedResponse({ type: CloneDto }),
    ApiProblems(
      'validation-failed',
      'forbidden',
      'step-up-required',
      'not-found',
      'conflict',
      'already-exists',
      'idempotency-mismatch',
      'tenant-migrating',
      'unavailable',
    ),
  );

export const ApiDelete = (): MethodDecorator =>
  ofOneCompany(
    'deleteCompany',
    'Delete a company',
    'It can only be read from now on, and is erased in 30 days. Until then that can be taken back.',
    ['step-up-required'],
  );

export const ApiUndelete = (): MethodDecorator =>
  ofOneCompany('undeleteCompany', 'Take the deletion of a company back', 'Everything is as it was before.');

export const ApiErase = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'eraseCompany',
      summary: 'Erase a company now',
      description:
        'Its database with all copies and backups, its people and their mails are removed for ever; a certificate stays.',
    }),
    ApiIdParam(),
    ApiIdempotencyKey(),
    ApiOkResponse({ type: ErasureCertificateDto }),
    ApiProblems(
      'validation-failed',
      'forbidden',
      'step-up-required',
      'not-found',
      'conflict',
      'idempotency-mismatch',
      'unavailable',
    ),
  );

export const ApiDeleteOwn = (): MethodDecorator =>
  ofOwnCompany(
    'deleteOwnCompany',
    'Delete the company',
    'Its data can only be read and exported from now on, and are erased in 30 days. Until then that can be taken back.',
    ['step-up-required', 'too-many-requests'],
  );

export const ApiUndeleteOwn = (): MethodDecorator =>
  ofOwnCompany('undeleteOwnCompany', 'Take the deletion of the company back', 'Everything is as it was before.');

function ofOneCompany(
  operationId: string,
  summary: string,
  description: string,
  problems: readonly ProblemCode[] = [],
): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId, summary, description }),
    ApiIdParam(),
    ApiIdempotencyKey(),
    ApiOkResponse({ type: AdminCompanyDetailDto }),
    ApiProblems('validation-failed', 'forbidden', 'not-found', 'conflict', 'idempotency-mismatch', ...problems),
  );
}

function ofOwnCompany(
  operationId: string,
  summary: string,
  description: string,
  problems: readonly ProblemCode[] = [],
): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId, summary, description }),
    ApiIdempotencyKey(),
    ApiOkResponse({ type: CompanyProfileDto }),
    ApiProblems('validation-failed', 'forbidden', 'conflict', 'idempotency-mismatch', ...problems),
  );
}
