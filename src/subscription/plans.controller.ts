import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiSection, Public } from '../common/index.js';
import { Settings } from '../config/index.js';
import { OfferedPlanDto, planAnswer } from './plan.dto.js';
import { PlansService } from './plans.service.js';

@ApiSection('plans', 'What can be subscribed to.')
@Controller('api/plans')
export class PlansController {
  constructor(
    private readonly plans: PlansService,
    private readonly settings: Settings,
  ) {}

  @Get()
  @Public()
  @ApiOperation({ operationId: 'listPlans', summary: 'Plans on offer, with prices and limits', security: [] })
  @ApiOkResponse({ type: [OfferedPlanDto] })
  async list(): Promise<OfferedPlanDto[]> {
    const { trialDays } = this.settings;
    return (await this.plans.listPublic()).map((plan) => ({ ...planAnswer(plan), trialDays }));
  }
}
