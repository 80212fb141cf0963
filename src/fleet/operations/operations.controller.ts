import { Controller, Get, Query } from '@nestjs/common';
import { SuperusersOnly } from '../../common/index.js';
import type { Page } from '../../common/index.js';
import { OperationQuery } from './operation.dto.js';
import type { OperationDto } from './operation.dto.js';
import { OperationsList } from './operations-list.js';
import { ApiListOperations, ApiOperations } from './operations.openapi.js';

@ApiOperations()
@SuperusersOnly()
@Controller('api/admin/operations')
export class OperationsController {
  constructor(private readonly operations: OperationsList) {}

  @Get()
  @ApiListOperations()
  list(@Query() query: OperationQuery): Promise<Page<OperationDto>> {
    return this.operations.list(query);
  }
}
