import { applyDecorators } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiIdempotencyKey,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProblems,
} from '../../common/index.js';
import { SignedInDto } from '../auth/signed-in.dto.js';
import { RecoveryCodesDto, SecondFactorDto, SecondFactorPolicyDto, SetupDto } from './second-factor.dto.js';

export const ApiCompleteSignIn = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'completeSignIn',
      summary: 'Sign in, second half: the code',
      description:
        'Where `login` answers 401 `second-factor-required`, send its `challenge` here within five minutes, with a code of ' +
        'the authenticator app or a recovery code. Each works once. After five wrong codes one has to wait.',
      security: [],
    }),
    ApiIdempotencyKey(),
    ApiOkResponse({ type: SignedInDto }),
    ApiProblems('validation-failed', 'invalid-credentials', 'conflict', 'idempotency-mismatch', 'too-many-requests'),
  );

export const ApiSecondFactor = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'getSecondFactor', summary: 'Whether one has a second factor, and must' }),
    ApiBearerAuth(),
    ApiOkResponse({ type: SecondFactorDto }),
    ApiProblems('unauthenticated'),
  );

export const ApiBeginSetup = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'beginSecondFactor',
      summary: 'Begin to set up an authenticator app',
      description: 'Nothing is asked for until a first code has confirmed it.',
    }),
    ApiBearerAuth(),
    ApiOkResponse({ type: SetupDto }),
    ApiProblems('validation-failed', 'unauthenticated', 'conflict', 'too-many-requests'),
  );

export const ApiConfirmSetup = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'confirmSecondFactor',
      summary: 'Switch the second factor on by a first code',
      description: 'Answers recovery codes, which are shown this once. One’s other sessions end.',
    }),
    ApiBearerAuth(),
    ApiOkResponse({ type: RecoveryCodesDto }),
    ApiProblems('validation-failed', 'unauthenticated', 'conflict', 'too-many-requests'),
  );

export const ApiDisable = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'disableSecondFactor',
      summary: 'Switch the second factor off',
      description: 'Refused to those who must have one. One’s other sessions end.',
    }),
    ApiBearerAuth(),
    ApiNoContentResponse({ description: 'Signing in needs the password alone.' }),
    ApiProblems('validation-failed', 'unauthenticated', 'conflict', 'too-many-requests'),
  );

export const ApiRenewCodes = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'renewRecoveryCodes', summary: 'New recovery codes; the old ones work no more' }),
    ApiBearerAuth(),
    ApiOkResponse({ type: RecoveryCodesDto }),
    ApiProblems('validation-failed', 'unauthenticated', 'conflict', 'too-many-requests'),
  );

export const ApiGetPolicy = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'getSecondFactorPolicy', summary: 'Of whom the company requires a second factor' }),
    ApiBearerAuth(),
    ApiOkResponse({ type: SecondFactorPolicyDto }),
    ApiProblems('unauthenticated', 'subscription-inactive', 'forbidden'),
  );

export const ApiSetPolicy = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'setSecondFactorPolicy',
      summary: 'Require a second factor of these roles, and of no others',
      description: 'Acts within a second: who must and has none can set one up and do nothing else.',
    }),
    ApiBearerAuth(),
    ApiOkResponse({ type: SecondFactorPolicyDto }),
    ApiProblems('validation-failed', 'unauthenticated', 'subscription-inactive', 'forbidden', 'step-up-required'),
  );
