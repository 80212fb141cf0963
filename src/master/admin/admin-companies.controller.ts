import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CurrentPrincipal, Idempotent, IdPipe, SuperusersOnly } from '../../common/index.js';
import type { IdempotentRequest, Page, Principal } from '../../common/index.js';
import { RepeatableWork, userActor } from '../../fleet/index.js';
import { AdminCompanies } from './admin-companies.js';
import {
  ApiActivate,
  ApiAdminCompanies,
  ApiAdminCompany,
  ApiListCompanies,
  ApiSuspend,
} from './admin-companies.openapi.js';
import { AdminCompanyQuery } from './admin-company.dto.js';
import type { AdminCompanyDetailDto, AdminCompanyDto } from './admin-company.dto.js';
import { CompanySuspension } from './company-suspension.js';

@ApiAdminCompanies()
@SuperusersOnly()
@Controller('api/admin/companies')
export class AdminCompaniesController {
  constructor(
    private readonly companies: AdminCompanies,
    private readonly suspension: CompanySuspension,
    private readonly repeatable: RepeatableWork,
  ) {}

  @Get()
  @ApiListCompanies()
  list(@Query() query: AdminCompanyQuery): Promise<Page<AdminCompanyDto>> {
    return this.companies.list(query);
  }

  @Get(':id')
  @ApiAdminCompany()
  get(@Param('id', IdPipe) id: number): Promise<AdminCompanyDetailDto> {
    return this.companies.get(id);
  }

  @Post(':id/suspend')
  @HttpCode(200)
  @ApiSuspend()
  suspend(
    @Param('id', IdPipe) id: number,
    @CurrentPrincipal() principal: Principal,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<AdminCompanyDetailDto> {
    return this.repeatable.once(request, async () => {
      await this.suspension.suspend(id, userActor(principal));
      return this.companies.get(id);
    });
  }

  @Post(':id/activate')
  @HttpCode(200)
  @ApiActivate()
  activate(
    @Param('id', IdPipe) id: number,
    @CurrentPrincipal() principal: Principal,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<AdminCompanyDetailDto> {
    return this.repeatable.once(request, async () => {
      await this.suspension.activate(id, userActor(principal));
      return this.companies.get(id);
    });
  }
}
