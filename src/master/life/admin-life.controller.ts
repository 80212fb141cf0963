import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiTags,
  CurrentPrincipal,
  Idempotent,
  IdPipe,
  StepUp,
  SuperusersOnly,
} from '../../common/index.js';
import type { IdempotentRequest, Principal } from '../../common/index.js';
import { RepeatableWork, userActor } from '../../fleet/index.js';
import { AdminCompanies } from '../admin/admin-companies.js';
import type { AdminCompanyDetailDto } from '../admin/admin-company.dto.js';
import { CompanyCloning } from './company-cloning.js';
import { CompanyDeletion } from './company-deletion.js';
import { CompanyErasure } from './company-erasure.js';
import { ApiClone, ApiDelete, ApiErase, ApiRename, ApiUndelete } from './company-life.openapi.js';
import { CompanyRenaming } from './company-renaming.js';
import { CloneCompanyDto, RenameCompanyDto } from './life.dto.js';
import type { CloneDto, ErasureCertificateDto } from './life.dto.js';

/** What superusers do with whole companies. */
@ApiTags('admin')
@ApiBearerAuth()
@SuperusersOnly()
@Controller('api/admin/companies')
export class AdminLifeController {
  constructor(
    private readonly companies: AdminCompanies,
    private readonly cloning: CompanyCloning,
    private readonly renaming: CompanyRenaming,
    private readonly deletion: CompanyDeletion,
    private readonly erasure: CompanyErasure,
    private readonly repeatable: RepeatableWork,
  ) {}

  @Post(':id/rename')
  @HttpCode(200)
  @ApiRename()
  rename(
    @Param('id', IdPipe) id: number,
    @Body() input: RenameCompanyDto,
    @CurrentPrincipal() principal: Principal,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<AdminCompanyDetailDto> {
    return this.repeatable.once(request, async () => {
      await this.renaming.rename(id, input, userActor(principal));
      return this.companies.get(id);
    });
  }

  @Post(':id/clone')
  @StepUp()
  @ApiClone()
  clone(
    @Param('id', IdPipe) id: number,
    @Body() input: CloneCompanyDto,
    @CurrentPrincipal() principal: Principal,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<CloneDto> {
    return this.repeatable.once(request, async () => {
      const { companyId, owner } = await this.cloning.clone(id, input, userActor(principal));
      return { company: await this.companies.get(companyId), owner };
    });
  }

  @Post(':id/delete')
  @HttpCode(200)
  @StepUp()
  @ApiDelete()
  delete(
    @Param('id', IdPipe) id: number,
    @CurrentPrincipal() principal: Principal,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<AdminCompanyDetailDto> {
    return this.repeatable.once(request, async () => {
      await this.deletion.request(id, userActor(principal));
      return this.companies.get(id);
    });
  }

  @Post(':id/undelete')
  @HttpCode(200)
  @ApiUndelete()
  undelete(
    @Param('id', IdPipe) id: number,
    @CurrentPrincipal() principal: Principal,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<AdminCompanyDetailDto> {
    return this.repeatable.once(request, async () => {
      await this.deletion.takeBack(id, userActor(principal));
      return this.companies.get(id);
    });
  }

  @Post(':id/erase')
  @HttpCode(200)
  @StepUp()
  @ApiErase()
  erase(
    @Param('id', IdPipe) id: number,
    @CurrentPrincipal() principal: Principal,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<ErasureCertificateDto> {
    return this.repeatable.once(request, () => this.erasure.erase(id, userActor(principal)));
  }
}
