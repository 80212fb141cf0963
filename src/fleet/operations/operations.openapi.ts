import { applyDecorators } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiProblems,
  ApiTags,
  listDescription,
  pageSchema,
} from '../../common/index.js';
import { LISTED_OPERATIONS, OperationDto } from './operation.dto.js';

export const ApiOperations = (): ClassDecorator =>
  applyDecorators(ApiTags('admin'), ApiBearerAuth(), ApiExtraModels(OperationDto));

export const ApiListOperations = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'listOperations',
      summary: 'A page of what was done to whole databases',
      description: `The newest first. ${listDescription(LISTED_OPERATIONS)}`,
    }),
    ApiOkResponse({ schema: pageSchema(OperationDto) }),
    ApiProblems('validation-failed', 'forbidden'),
  );
