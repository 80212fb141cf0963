import { applyDecorators, Body, Controller, Get, Patch } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiOkResponse,
  ApiOperation,
  ApiProblems,
  ApiSection,
  CurrentPrincipal,
  MANAGERS,
  Roles,
} from '../../common/index.js';
import type { Principal } from '../../common/index.js';
import { companyOf } from '../../tenancy/index.js';
import { CompanyProfileDto, UpdateCompanyDto } from './company.dto.js';
import { CompanyProfileService } from './company-profile.service.js';

const ApiGetCompany = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'getCompany', summary: 'The company as it tells of itself' }),
    ApiOkResponse({ type: CompanyProfileDto }),
    ApiProblems('subscription-inactive', 'forbidden'),
  );

const ApiUpdateCompany = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'updateCompany',
      summary: 'Change what the company tells of itself',
      description: 'Fields that are left out stay as they are. A new name leaves the slug as it is.',
    }),
    ApiOkResponse({ type: CompanyProfileDto }),
    ApiProblems('subscription-inactive', 'forbidden', 'already-exists'),
  );

@ApiSection('company', 'The own company, and all its data as a file.')
@ApiBearerAuth()
@Roles(...MANAGERS)
@Controller('api/company')
export class CompanyController {
  constructor(private readonly profiles: CompanyProfileService) {}

  @Get()
  @ApiGetCompany()
  get(@CurrentPrincipal() principal: Principal): Promise<CompanyProfileDto> {
    return this.profiles.get(companyOf(principal));
  }

  @Patch()
  @ApiUpdateCompany()
  update(@CurrentPrincipal() principal: Principal, @Body() changes: UpdateCompanyDto): Promise<CompanyProfileDto> {
    return this.profiles.update(companyOf(principal), changes);
  }
}
