import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import {
  AllowInactiveSubscription,
  ApiBearerAuth,
  ApiSection,
  CurrentPrincipal,
  Idempotent,
  MANAGERS,
  OWNER,
  Roles,
  STAFF,
} from '../../common/index.js';
import type { IdempotentRequest, Principal } from '../../common/index.js';
import { companyOf } from '../../tenancy/index.js';
import { SubscriptionAnswers } from './subscription-answers.js';
import { SubscriptionChanges } from './subscription-changes.service.js';
import type { ChangeRequest } from './subscription-changes.service.js';
import { ChangePlanDto } from './subscription.dto.js';
import type { ChangePreviewDto, SubscriptionStateDto } from './subscription.dto.js';
import {
  ApiCancel,
  ApiChangePlan,
  ApiGetSubscription,
  ApiPreviewChange,
  ApiReactivate,
} from './subscription.openapi.js';

/** A company's own subscription. */
@ApiSection('subscription', 'The company’s plan: what it allows, what is used, and changes of it.')
@ApiBearerAuth()
@AllowInactiveSubscription()
@Controller('api/subscription')
export class SubscriptionController {
  constructor(
    private readonly answers: SubscriptionAnswers,
    private readonly changes: SubscriptionChanges,
  ) {}

  @Get()
  @Roles(...STAFF)
  @ApiGetSubscription()
  get(@CurrentPrincipal() principal: Principal): Promise<SubscriptionStateDto> {
    return this.answers.get(companyOf(principal));
  }

  @Post('preview-change')
  @HttpCode(200)
  @Roles(...MANAGERS)
  @ApiPreviewChange()
  preview(@CurrentPrincipal() principal: Principal, @Body() input: ChangePlanDto): Promise<ChangePreviewDto> {
    return this.changes.preview(companyOf(principal), input);
  }

  @Post('change-plan')
  @HttpCode(200)
  @Roles(...OWNER)
  @ApiChangePlan()
  change(
    @CurrentPrincipal() principal: Principal,
    @Body() input: ChangePlanDto,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<SubscriptionStateDto> {
    return this.changes.change(companyOf(principal), input, by(principal, request));
  }

  @Post('cancel')
  @HttpCode(200)
  @Roles(...OWNER)
  @ApiCancel()
  cancel(
    @CurrentPrincipal() principal: Principal,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<SubscriptionStateDto> {
    return this.changes.cancel(companyOf(principal), by(principal, request));
  }

  @Post('reactivate')
  @HttpCode(200)
  @Roles(...OWNER)
  @ApiReactivate()
  reactivate(
    @CurrentPrincipal() principal: Principal,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<SubscriptionStateDto> {
    return this.changes.reactivate(companyOf(principal), by(principal, request));
  }
}

function by({ userId }: Principal, request: IdempotentRequest | undefined): ChangeRequest {
  return { actor: `user:${userId}`, request };
}
