import { applyDecorators } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiIdempotencyKey,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProblems,
  ApiTags,
  listDescription,
  pageSchema,
} from '../../common/index.js';
import type { ProblemCode } from '../../common/index.js';
import { LISTED_SERVERS, ServerDto } from './server.dto.js';

const SIGNED_IN: readonly ProblemCode[] = ['unauthenticated', 'forbidden'];
const BODY: readonly ProblemCode[] = [
  'validation-failed',
  'malformed-json',
  'payload-too-large',
  'unsupported-media-type',
];

export const ApiServers = (): ClassDecorator =>
  applyDecorators(ApiTags('admin'), ApiBearerAuth(), ApiExtraModels(ServerDto));

export const ApiListServers = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'listServers',
      summary: 'A page of the database servers besides the one that settings choose',
      description: `${listDescription(LISTED_SERVERS)} Each is tried now, which takes five seconds for one that does not answer.`,
    }),
    ApiOkResponse({ schema: pageSchema(ServerDto) }),
    ApiProblems('validation-failed', ...SIGNED_IN),
  );

export const ApiAddServer = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'addServer',
      summary: 'Add a database server',
      description: 'It is open at once. 503 when it cannot be reached, or the variable with its URL is not set.',
    }),
    ApiIdempotencyKey(),
    ApiCreatedResponse({ type: ServerDto }),
    ApiProblems(...BODY, ...SIGNED_IN, 'already-exists', 'idempotency-mismatch', 'conflict', 'unavailable'),
  );

export const ApiChangeServer = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'changeServer',
      summary: 'Change a database server',
      description: 'Fields that are left out stay as they are. Companies that are on it stay too.',
    }),
    ApiParam({ name: 'name', schema: { type: 'string', example: 'b' } }),
    ApiOkResponse({ type: ServerDto }),
    ApiProblems(...BODY, ...SIGNED_IN, 'not-found'),
  );
