import { applyDecorators } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiIdempotencyKey,
  ApiIdParam,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProblems,
  ApiSection,
  listDescription,
  pageSchema,
} from '../../common/index.js';
import { SignedInDto } from '../auth/signed-in.dto.js';
import { InvitationDto, LISTED_INVITATIONS } from './invitation.dto.js';

export const ApiInvitations = (): ClassDecorator =>
  applyDecorators(
    ApiSection('invitations', 'Inviting colleagues by e-mail, and accepting.'),
    ApiExtraModels(InvitationDto),
  );

export const ApiListInvitations = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'listInvitations',
      summary: 'A page of the invitations of the company',
      description: listDescription(LISTED_INVITATIONS),
    }),
    ApiBearerAuth(),
    ApiOkResponse({ schema: pageSchema(InvitationDto) }),
    ApiProblems('validation-failed', 'subscription-inactive', 'forbidden'),
  );

export const ApiCreateInvitation = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'createInvitation',
      summary: 'Invite somebody by e-mail',
      description:
        'The link in the mail works once, for 7 days; an earlier one to the same address works no more. Owners are ' +
        'invited by owners only. People count against the plan when they accept.',
    }),
    ApiBearerAuth(),
    ApiIdempotencyKey(),
    ApiCreatedResponse({ type: InvitationDto }),
    ApiProblems(
      'subscription-inactive',
      'forbidden',
      'plan-limit-reached',
      'already-exists',
      'conflict',
      'idempotency-mismatch',
      'too-many-requests',
    ),
  );

export const ApiRevokeInvitation = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'revokeInvitation', summary: 'Take an open invitation back' }),
    ApiBearerAuth(),
    ApiIdParam(),
    ApiNoContentResponse({ description: 'The link works no more.' }),
    ApiProblems('subscription-inactive', 'forbidden', 'not-found'),
  );

export const ApiAcceptInvitation = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'acceptInvitation',
      summary: 'Join a company by the link in the mail; one is signed in at once',
      description: 'When this is refused, other than with 404, the invitation stays open.',
      security: [],
    }),
    ApiIdempotencyKey(),
    ApiCreatedResponse({ type: SignedInDto }),
    ApiProblems(
      'subscription-inactive',
      'plan-limit-reached',
      'not-found',
      'already-exists',
      'conflict',
      'idempotency-mismatch',
      'too-many-requests',
    ),
  );
