import { applyDecorators } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiIdempotencyKey,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProblems,
} from '../../common/index.js';
import { IdentityDto, SignedInDto } from './signed-in.dto.js';

type HandlerDecorator = MethodDecorator & ClassDecorator;

export const ApiRegister = (): HandlerDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'register',
      summary: 'Sign up a company; its owner is signed in at once',
      description: "The company's database exists and is migrated when this answers. The trial of the plan begins.",
      security: [],
    }),
    ApiIdempotencyKey(),
    ApiCreatedResponse({ type: SignedInDto }),
    ApiProblems(
      'validation-failed',
      'already-exists',
      'conflict',
      'idempotency-mismatch',
      'too-many-requests',
      'unavailable',
    ),
  );

export const ApiLogin = (): HandlerDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'login',
      summary: 'Sign in by username or e-mail address',
      description:
        'Who has a second factor is answered 401 `second-factor-required` with a `challenge` for /api/auth/second-factor. ' +
        'Tries are limited by account and by address. A program may keep the header `X-Device-Token` of an answer and send ' +
        'it with later sign-ins (pages have it in a cookie): its user can sign in there while strangers use the tries up.',
      security: [],
    }),
    ApiIdempotencyKey(),
    ApiOkResponse({ type: SignedInDto }),
    ApiProblems(
      'validation-failed',
      'conflict',
      'idempotency-mismatch',
      'invalid-credentials',
      'second-factor-required',
      'too-many-requests',
      'unavailable',
    ),
  );

export const ApiRefresh = (): HandlerDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'refresh',
      summary: 'Exchange a refresh token for a new pair of tokens',
      description:
        'A refresh token works once. A second use ends the session, for one of its two users stole it. ' +
        'Without one in the body, the cookie of `X-Session: cookie` is refreshed, if it was used in the last 17 minutes.',
      security: [],
    }),
    ApiIdempotencyKey(),
    ApiOkResponse({ type: SignedInDto }),
    ApiProblems(
      'validation-failed',
      'conflict',
      'idempotency-mismatch',
      'unauthenticated',
      'refresh-token-reused',
      'too-many-requests',
    ),
  );

export const ApiLogout = (): HandlerDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'logout',
      summary: 'End a session: the one of the refresh token given, or else of the access token or cookie',
      security: [{ bearer: [] }, {}],
    }),
    ApiNoContentResponse({ description: 'The session has ended, or had ended before.' }),
    ApiProblems('validation-failed', 'unauthenticated'),
  );

export const ApiChangePassword = (): HandlerDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'changePassword',
      summary: 'Change one’s password',
      description: 'Ends all sessions of the user, the asking one too, and answers with a new one.',
    }),
    ApiBearerAuth(),
    ApiIdempotencyKey(),
    ApiOkResponse({ type: SignedInDto }),
    ApiProblems('validation-failed', 'conflict', 'idempotency-mismatch', 'unauthenticated', 'too-many-requests'),
  );

export const ApiMe = (): HandlerDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'me', summary: 'Who is signed in, in which company, with which subscription' }),
    ApiBearerAuth(),
    ApiOkResponse({ type: IdentityDto }),
    ApiProblems('unauthenticated'),
  );
