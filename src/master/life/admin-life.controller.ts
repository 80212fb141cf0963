import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags, CurrentPrincipal, IdPipe, StepUp, SuperusersOnly } from '../../common/index.js';
import type { Principal } from '../../common/index.js';
import { userActor } from '../../fleet/index.js';
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
  ) {}

  @Post(':id/rename')
  @HttpCode(200)
  @ApiRename()
  async rename(
    @Param('id', IdPipe) id: number,
    @Body() input: RenameCompanyDto,
    @CurrentPrincipal() principal: Principal,
  ): Promise<AdminCompanyDetailDto> {
    await this.renaming.rename(id, input, userActor(principal));
    return this.companies.get(id);
  }

  @Post(':id/clone')
  @StepUp()
  @ApiClone()
  async clone(
    @Param('id', IdPipe) id: number,
    @Body() input: CloneCompanyDto,
    @CurrentPrincipal() principal: Principal,
  ): Promise<CloneDto> {
    const { companyId, owner } = await this.cloning.clone(id, input, userActor(principal));
    return { company: await this.companies.get(companyId), owner };
  }

  @Post(':id/delete')
  @HttpCode(200)
  @StepUp()
  @ApiDelete()
  async delete(
    @Param('id', IdPipe) id: number,
    @CurrentPrincipal() principal: Principal,
  ): Promise<AdminCompanyDetailDto> {
    await this.deletion.request(id, userActor(principal));
    return this.companies.get(id);
  }

  @Post(':id/undelete')
  @HttpCode(200)
  @ApiUndelete()
  async undelete(
    @Param('id', IdPipe) id: number,
    @CurrentPrincipal() principal: Principal,
  ): Promise<AdminCompanyDetailDto> {
    await this.deletion.takeBack(id, userActor(principal));
    return this.companies.get(id);
  }

  @Post(':id/erase')
  @HttpCode(200)
  @StepUp()
  @ApiErase()
  erase(@Param('id', IdPipe) id: number, @CurrentPrincipal() principal: Principal): Promise<ErasureCertificateDto> {
    return this.erasure.erase(id, userActor(principal));
  }
}
