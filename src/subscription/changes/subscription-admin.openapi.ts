import { applyDecorators } from '@nestjs/common';
import { ApiIdempotencyKey, ApiOkResponse, ApiOperation, ApiParam, ApiProblems } from '../../common/index.js';
import { SubscriptionStateDto } from './subscription.dto.js';

function action(operationId: string, summary: string, description: string): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId, summary, description }),
    ApiParam({ name: 'id', schema: { type: 'integer', minimum: 1, example: 1 } }),
    ApiIdempotencyKey(),
    ApiOkResponse({ type: SubscriptionStateDto }),
    ApiProblems(
      'validation-failed',
      'malformed-json',
      'payload-too-large',
      'unsupported-media-type',
      'unauthenticated',
      'forbidden',
      'not-found',
      'conflict',
      'idempotency-mismatch',
      'payment-declined',
      'tenant-unavailable',
    ),
  );
}

export const ApiAdminChangePlan = (): MethodDecorator =>
  action(
    'changePlanOfCompany',
    'Change a company’s plan or billing cycle',
    'As its owner does, but plans that are not public may be chosen too.',
  );

export const ApiExtendTrial = (): MethodDecorator =>
  action(
    'extendTrial',
    'Let a company’s trial go on',
    'From its end, or from now when it is over. 409 when the company pays or has canceled.',
  );
