import { Controller, HttpCode, Post } from '@nestjs/common';
import {
  AllowInactiveSubscription,
  ApiBearerAuth,
  ApiOkResponse,
  ApiOperation,
  ApiProblems,
  ApiTags,
  CurrentPrincipal,
  OWNER,
  Roles,
} from '../../common/index.js';
import type { Principal } from '../../common/index.js';
import { BillingPages } from './billing-pages.js';
import { BillingPageDto } from './checkout.dto.js';

/** Nothing is kept of these requests, so they may be repeated without a key: an open page is found again. */
@ApiTags('subscription')
@ApiBearerAuth()
@Roles(...OWNER)
@AllowInactiveSubscription()
@Controller('api/subscription')
export class BillingPagesController {
  constructor(private readonly pages: BillingPages) {}

  @Post('checkout')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'checkout',
    summary: 'A page on which to pay for the plan that the company has',
    description:
      'What remains of a trial, or of time paid for otherwise, stays free, if it is more than two days. 409 when it is ' +
      'collected for already, or nothing is due for two years. Without a provider `url` is null.',
  })
  @ApiOkResponse({ type: BillingPageDto })
  @ApiProblems('unauthenticated', 'forbidden', 'not-found', 'conflict', 'unavailable')
  checkout(@CurrentPrincipal() { companyId }: Principal): Promise<BillingPageDto> {
    return this.pages.checkout(companyId ?? 0);
  }

  @Post('portal')
  @HttpCode(200)
  @ApiOperation({ operationId: 'billingPortal', summary: 'A page with invoices and means of payment' })
  @ApiOkResponse({ type: BillingPageDto })
  @ApiProblems('unauthenticated', 'forbidden', 'not-found', 'unavailable')
  portal(@CurrentPrincipal() { companyId }: Principal): Promise<BillingPageDto> {
    return this.pages.portal(companyId ?? 0);
  }
}
