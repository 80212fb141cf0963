import { applyDecorators } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiIdempotencyKey,
  ApiIdParam,
  ApiOkResponse,
  ApiOperation,
  ApiProblems,
  ApiSection,
  listDescription,
  pageSchema,
} from '../../common/index.js';
import type { ProblemCode } from '../../common/index.js';
import { AdminCompanyDetailDto, AdminCompanyDto, LISTED_COMPANIES } from './admin-company.dto.js';

export const ApiAdminCompanies = (): ClassDecorator =>
  applyDecorators(
    ApiSection('admin', 'For superusers: companies, their subscriptions, plans and what is done to databases.'),
    ApiBearerAuth(),
    ApiExtraModels(AdminCompanyDto),
  );

export const ApiListCompanies = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'listCompanies',
      summary: 'A page of all companies',
      description: `${listDescription(LISTED_COMPANIES)} Or \`databaseBytes\`, alone.`,
    }),
    ApiOkResponse({ schema: pageSchema(AdminCompanyDto) }),
    ApiProblems('validation-failed', 'forbidden'),
  );

export const ApiAdminCompany = (): MethodDecorator => ofOneCompany('getCompanyAsSuperuser', 'One company');

export const ApiSuspend = (): MethodDecorator =>
  changeOfOneCompany(
    'suspendCompany',
    'Switch a company off',
    'Its people are signed out within a second and cannot sign in. Its data stay.',
  );

export const ApiActivate = (): MethodDecorator =>
  changeOfOneCompany(
    'activateCompany',
    'Switch a company on again',
    'Its people can sign in again, to all that was there.',
  );

function changeOfOneCompany(operationId: string, summary: string, description: string): MethodDecorator {
  return applyDecorators(
    ofOneCompany(operationId, summary, description, ['conflict', 'idempotency-mismatch']),
    ApiIdempotencyKey(),
  );
}

function ofOneCompany(
  operationId: string,
  summary: string,
  description = '',
  problems: readonly ProblemCode[] = [],
): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId, summary, description }),
    ApiIdParam(),
    ApiOkResponse({ type: AdminCompanyDetailDto }),
    ApiProblems('validation-failed', 'forbidden', 'not-found', ...problems),
  );
}
