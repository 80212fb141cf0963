import { applyDecorators } from '@nestjs/common';
import { ApiIdempotencyKey, ApiOkResponse, ApiOperation, ApiProblems } from '../../common/index.js';
import type { ProblemCode } from '../../common/index.js';
import { ChangePreviewDto, SubscriptionStateDto } from './subscription.dto.js';

const COMPANY: readonly ProblemCode[] = ['unauthenticated', 'forbidden', 'not-found', 'tenant-unavailable'];
const BODY: readonly ProblemCode[] = [
  'validation-failed',
  'malformed-json',
  'payload-too-large',
  'unsupported-media-type',
];
const CHANGE: readonly ProblemCode[] = [
  'validation-failed',
  'conflict',
  'idempotency-mismatch',
  'payment-declined',
  ...COMPANY,
];

const repeatable = ApiIdempotencyKey();

export const ApiGetSubscription = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'getSubscription',
      summary: 'The company’s subscription and what it allows',
      description: 'Always works, also when the subscription has ended.',
    }),
    ApiOkResponse({ type: SubscriptionStateDto }),
    ApiProblems(...COMPANY),
  );

export const ApiPreviewChange = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'previewChange',
      summary: 'What another plan or billing cycle would come to; changes nothing',
    }),
    ApiOkResponse({ type: ChangePreviewDto }),
    ApiProblems(...BODY, ...COMPANY),
  );

export const ApiChangePlan = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'changePlan',
      summary: 'Change plan or billing cycle',
      description:
        'A plan that takes nothing away holds at once. One that lowers a limit, or only the price, takes effect at the end of the period or trial if the company fits it then; otherwise it waits until it does. A billing cycle that was paid for runs to its end. Choosing the present plan and cycle withdraws a change that waits.',
    }),
    repeatable,
    ApiOkResponse({ type: SubscriptionStateDto }),
    ApiProblems(...BODY, ...CHANGE),
  );

export const ApiCancel = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'cancelSubscription',
      summary: 'Have the subscription end with its period or trial',
      description: 'Until then nothing changes. Again is fine.',
    }),
    repeatable,
    ApiOkResponse({ type: SubscriptionStateDto }),
    ApiProblems(...CHANGE),
  );

export const ApiReactivate = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'reactivateSubscription',
      summary: 'Take a cancellation back before it has come about',
      description: 'A subscription that has ended begins again with the next payment.',
    }),
    repeatable,
    ApiOkResponse({ type: SubscriptionStateDto }),
    ApiProblems(...CHANGE),
  );
