import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiTags,
  CurrentPrincipal,
  Idempotent,
  IdPipe,
  SuperusersOnly,
  WholeNumber,
} from '../../common/index.js';
import type { IdempotentRequest, Principal } from '../../common/index.js';
import { ApiAdminChangePlan, ApiExtendTrial } from './subscription-admin.openapi.js';
import { SubscriptionChanges } from './subscription-changes.service.js';
import { ChangePlanDto } from './subscription.dto.js';
import type { SubscriptionStateDto } from './subscription.dto.js';
import { TrialExtension } from './trial-extension.service.js';

class ExtendTrialDto {
  /** Days of 24 hours. */
  @WholeNumber({ min: 1, max: 365, example: 14 })
  days!: number;
}

/** Subscriptions of companies, for those who run the installation. */
@ApiTags('admin')
@ApiBearerAuth()
@SuperusersOnly()
@Controller('api/admin/companies/:id')
export class SubscriptionAdminController {
  constructor(
    private readonly changes: SubscriptionChanges,
    private readonly trials: TrialExtension,
  ) {}

  @Post('change-plan')
  @HttpCode(200)
  @ApiAdminChangePlan()
  changePlan(
    @Param('id', IdPipe) id: number,
    @Body() input: ChangePlanDto,
    @CurrentPrincipal() { userId }: Principal,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<SubscriptionStateDto> {
    return this.changes.change(id, input, { actor: `superuser:${userId}`, request, mayChooseAnyPlan: true });
  }

  @Post('extend-trial')
  @HttpCode(200)
  @ApiExtendTrial()
  extendTrial(
    @Param('id', IdPipe) id: number,
    @Body() { days }: ExtendTrialDto,
    @CurrentPrincipal() { userId }: Principal,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<SubscriptionStateDto> {
    return this.trials.extend(id, days, { actor: `superuser:${userId}`, request });
  }
}
