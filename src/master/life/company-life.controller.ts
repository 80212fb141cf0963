import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import {
  AllowInactiveSubscription,
  ApiBearerAuth,
  ApiTags,
  CurrentPrincipal,
  Idempotent,
  Roles,
  StepUp,
} from '../../common/index.js';
import type { IdempotentRequest, Principal } from '../../common/index.js';
import { RepeatableWork } from '../../fleet/index.js';
import { LimitSignIn } from '../../http/index.js';
import type { CompanyProfileDto } from '../company/company.dto.js';
import { ApiDeleteOwn, ApiUndeleteOwn } from './company-life.openapi.js';
import { DeleteCompanyDto } from './life.dto.js';
import { OwnCompany } from './own-company.js';

/** What owners do with their whole company. */
@ApiTags('company')
@ApiBearerAuth()
@Roles('owner')
@AllowInactiveSubscription()
@Controller('api/company')
export class CompanyLifeController {
  constructor(
    private readonly company: OwnCompany,
    private readonly repeatable: RepeatableWork,
  ) {}

  @Post('delete')
  @HttpCode(200)
  @StepUp()
  @LimitSignIn()
  @ApiDeleteOwn()
  delete(
    @CurrentPrincipal() principal: Principal,
    @Body() { password }: DeleteCompanyDto,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<CompanyProfileDto> {
    return this.repeatable.once(request, () => this.company.delete(principal, password));
  }

  @Post('undelete')
  @HttpCode(200)
  @ApiUndeleteOwn()
  undelete(
    @CurrentPrincipal() principal: Principal,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<CompanyProfileDto> {
    return this.repeatable.once(request, () => this.company.undelete(principal));
  }
}
