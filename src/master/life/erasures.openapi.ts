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
import { LISTED_ERASURES } from './erasures.dto.js';
import { ErasureCertificateDto } from './life.dto.js';

export const ApiErasures = (): ClassDecorator =>
  applyDecorators(ApiTags('admin'), ApiBearerAuth(), ApiExtraModels(ErasureCertificateDto));

export const ApiListErasures = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'listErasures',
      summary: 'A page of the certificates of companies that were erased',
      description:
        'The newest first. No certificate has a name in it: `name` finds those of the company that was called exactly so. ' +
        listDescription(LISTED_ERASURES),
    }),
    ApiOkResponse({ schema: pageSchema(ErasureCertificateDto) }),
    ApiProblems('validation-failed', 'forbidden'),
  );
