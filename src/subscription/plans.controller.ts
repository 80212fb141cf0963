import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiSection, Public } from '../common/index.js';
import { planAnswer, PlanDto } from './plan.dto.js';
import { PlansService } from './plans.service.js';

@ApiSection('plans', 'What can be subscribed to.')
@Controller('api/plans')
export class PlansController {
  constructor(private readonly plans: PlansService) {}

  @Get()
  @Public()
  @ApiOperation({ operationId: 'listPlans', summary: 'Plans on offer, with prices and limits', security: [] })
  @ApiOkResponse({ type: [PlanDto] })
  async list(): Promise<PlanDto[]> {
    return (await this.plans.listPublic()).map(planAnswer);
  }
}
