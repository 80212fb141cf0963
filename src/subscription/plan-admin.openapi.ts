import { applyDecorators } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiIdempotencyKey,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProblems,
  pageSchema,
} from '../common/index.js';
import type { ProblemCode } from '../common/index.js';
import { LISTED_PLANS, ManagedPlanDto } from './plan-admin.dto.js';

const SIGNED_IN: readonly ProblemCode[] = ['unauthenticated', 'forbidden'];
const BODY: readonly ProblemCode[] = [
  'validation-failed',
  'malformed-json',
  'payload-too-large',
  'unsupported-media-type',
];
const REPEATABLE: readonly ProblemCode[] = ['idempotency-mismatch', 'conflict'];

const repeatable = ApiIdempotencyKey();
const code = ApiParam({ name: 'code', schema: { type: 'string', example: 'clinic-plus' } });

export const ApiListPlans = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'listManagedPlans',
      summary: 'A page of all plans, retired ones and those not public too',
      description: `\`sort\`: ${LISTED_PLANS.sortable.join(', ')}; \`q\` searches in code and name.`,
    }),
    ApiOkResponse({ schema: pageSchema(ManagedPlanDto) }),
    ApiProblems('validation-failed', ...SIGNED_IN),
  );

export const ApiGetPlan = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'getManagedPlan', summary: 'One plan' }),
    code,
    ApiOkResponse({ type: ManagedPlanDto }),
    ApiProblems('not-found', ...SIGNED_IN),
  );

export const ApiCreatePlan = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'createPlan', summary: 'Add a plan', description: 'Its code is for ever.' }),
    repeatable,
    ApiCreatedResponse({
      type: ManagedPlanDto,
      headers: {
        Location: { description: 'Path of the new plan', schema: { type: 'string', example: '/api/admin/plans/plus' } },
      },
    }),
    ApiProblems(...BODY, ...SIGNED_IN, 'already-exists', ...REPEATABLE),
  );

export const ApiUpdatePlan = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'updatePlan',
      summary: 'Change a plan',
      description:
        'Fields that are left out stay as they are. Limits act at once on the companies that have the plan: who is over a limit keeps everything and can add nothing. Prices act at the next payment.',
    }),
    code,
    ApiOkResponse({ type: ManagedPlanDto }),
    ApiProblems(...BODY, ...SIGNED_IN, 'not-found'),
  );

export const ApiRetirePlan = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'retirePlan',
      summary: 'Take a plan off offer',
      description: 'Nobody can choose it any more; companies that have it keep it.',
    }),
    code,
    repeatable,
    ApiOkResponse({ type: ManagedPlanDto }),
    ApiProblems('validation-failed', ...SIGNED_IN, 'not-found', ...REPEATABLE),
  );

export const ApiRestorePlan = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'restorePlan', summary: 'Put a retired plan on offer again' }),
    code,
    repeatable,
    ApiOkResponse({ type: ManagedPlanDto }),
    ApiProblems('validation-failed', ...SIGNED_IN, 'not-found', ...REPEATABLE),
  );

export const ApiDeletePlan = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'deletePlan',
      summary: 'Delete a plan that no company has',
      description: 'A plan that companies have, or have chosen for later, can only be retired.',
    }),
    code,
    ApiNoContentResponse({ description: 'The plan is gone.' }),
    ApiProblems(...SIGNED_IN, 'not-found', 'conflict'),
  );
