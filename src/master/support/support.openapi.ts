import { applyDecorators } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiIdempotencyKey,
  ApiIdParam,
  ApiOkResponse,
  ApiOperation,
  ApiProblems,
  ApiSection,
  ApiTags,
  listDescription,
  pageSchema,
} from '../../common/index.js';
import { LISTED_SUPPORT_ACCESSES, SupportAccessDto, SupportGrantDto, SupportRuleDto } from './support-access.dto.js';

export const ApiSupport = (tag: 'admin' | 'support'): ClassDecorator =>
  applyDecorators(
    tag === 'support'
      ? ApiSection(tag, 'Superusers in a company’s data: by whose leave, why and until when')
      : ApiTags(tag),
    ApiBearerAuth(),
    ApiExtraModels(SupportAccessDto),
  );

const LIST = `The newest first. ${listDescription(LISTED_SUPPORT_ACCESSES)}`;

export const ApiListSupport = (operationId: string, summary: string): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId, summary, description: LIST }),
    ApiOkResponse({ schema: pageSchema(SupportAccessDto) }),
    ApiProblems('validation-failed', 'forbidden'),
  );

export const ApiRequestSupport = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'requestSupportAccess',
      summary: 'Enter a company',
      description:
        'With a reason, for a time, with the rights of one of its roles, for reading only unless it is said. The company ' +
        'reads of it in its own log, its owners get a mail, and may have to approve first. This is the only way for a ' +
        'superuser to see a company’s data.',
    }),
    ApiIdempotencyKey(),
    ApiIdParam(),
    ApiCreatedResponse({ type: SupportGrantDto }),
    ApiProblems('validation-failed', 'forbidden', 'not-found', 'idempotency-mismatch'),
  );

export const ApiEnterSupport = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'enterCompany',
      summary: 'A token for a company under a support access',
      description: 'Once an owner has approved, or when the last token has expired.',
    }),
    ApiIdParam(),
    ApiOkResponse({ type: SupportGrantDto }),
    ApiProblems('validation-failed', 'forbidden', 'not-found', 'conflict'),
  );

export const ApiChangeSupport = (operationId: string, summary: string, description = ''): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId, summary, description }),
    ApiIdParam(),
    ApiOkResponse({ type: SupportAccessDto }),
    ApiProblems('validation-failed', 'forbidden', 'not-found', 'conflict'),
  );

export const ApiSupportRule = (operationId: string, summary: string): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId, summary }),
    ApiOkResponse({ type: SupportRuleDto }),
    ApiProblems('forbidden'),
  );
