import { Controller, Get, Query } from '@nestjs/common';
import { SuperusersOnly } from '../../common/index.js';
import type { Page } from '../../common/index.js';
import { ErasureQuery } from './erasures.dto.js';
import { ErasuresList } from './erasures-list.js';
import { ApiErasures, ApiListErasures } from './erasures.openapi.js';
import type { ErasureCertificateDto } from './life.dto.js';

/** Proof of what was removed for ever. */
@ApiErasures()
@SuperusersOnly()
@Controller('api/admin/erasures')
export class ErasuresController {
  constructor(private readonly erasures: ErasuresList) {}

  @Get()
  @ApiListErasures()
  list(@Query() query: ErasureQuery): Promise<Page<ErasureCertificateDto>> {
    return this.erasures.list(query);
  }
}
