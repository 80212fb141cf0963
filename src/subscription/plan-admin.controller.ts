import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { ApiBearerAuth, ApiExtraModels, ApiTags, Idempotent, SuperusersOnly } from '../common/index.js';
import type { IdempotentRequest, Page } from '../common/index.js';
import { MasterWrites } from './master-writes.js';
import { CreatePlanDto, ManagedPlanDto, PlanListQuery, UpdatePlanDto } from './plan-admin.dto.js';
import {
  ApiCreatePlan,
  ApiDeletePlan,
  ApiGetPlan,
  ApiListPlans,
  ApiRestorePlan,
  ApiRetirePlan,
  ApiUpdatePlan,
} from './plan-admin.openapi.js';
import { PlanCatalogue } from './plan-catalogue.js';

/** Plans, for those who run the installation. */
@ApiTags('admin')
@ApiBearerAuth()
@ApiExtraModels(ManagedPlanDto)
@SuperusersOnly()
@Controller('api/admin/plans')
export class PlanAdminController {
  constructor(
    private readonly plans: PlanCatalogue,
    private readonly writes: MasterWrites,
  ) {}

  @Get()
  @ApiListPlans()
  list(@Query() query: PlanListQuery): Promise<Page<ManagedPlanDto>> {
    return this.plans.list(query);
  }

  @Get(':code')
  @ApiGetPlan()
  get(@Param('code') code: string): Promise<ManagedPlanDto> {
    return this.plans.get(code);
  }

  @Post()
  @ApiCreatePlan()
  async create(
    @Body() input: CreatePlanDto,
    @Idempotent() request: IdempotentRequest | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ManagedPlanDto> {
    const plan = await this.writes.once(request, (transaction) => this.plans.create(transaction, input));
    response.location(`/api/admin/plans/${plan.code}`);
    return plan;
  }

  @Patch(':code')
  @ApiUpdatePlan()
  update(@Param('code') code: string, @Body() changes: UpdatePlanDto): Promise<ManagedPlanDto> {
    return this.plans.update(code, changes);
  }

  @Post(':code/retire')
  @HttpCode(200)
  @ApiRetirePlan()
  retire(@Param('code') code: string, @Idempotent() request?: IdempotentRequest): Promise<ManagedPlanDto> {
    return this.writes.once(request, (transaction) => this.plans.retire(transaction, code));
  }

  @Post(':code/restore')
  @HttpCode(200)
  @ApiRestorePlan()
  restore(@Param('code') code: string, @Idempotent() request?: IdempotentRequest): Promise<ManagedPlanDto> {
    return this.writes.once(request, (transaction) => this.plans.restore(transaction, code));
  }

  @Delete(':code')
  @HttpCode(204)
  @ApiDeletePlan()
  delete(@Param('code') code: string): Promise<void> {
    return this.plans.delete(code);
  }
}
