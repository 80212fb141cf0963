import { Controller, Headers, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { ApiHeader, ApiNoContentResponse, ApiOperation, ApiProblems, ApiSection, Public } from '../../common/index.js';
import { StripeEvents } from './stripe-events.js';

/** Where Stripe says that something happened. Its signature is what it has instead of a token. */
@ApiSection('billing', 'For whoever collects the money.')
@Controller('api/billing/stripe')
export class StripeWebhookController {
  constructor(private readonly events: StripeEvents) {}

  @Post('webhook')
  @HttpCode(204)
  @Public()
  @ApiOperation({
    operationId: 'receiveStripeEvent',
    summary: 'Take an event from Stripe',
    description:
      'For Stripe only. Each event has its effect once, in whatever order events come. 404 unless `BILLING` is `stripe`.',
    security: [],
  })
  @ApiHeader({
    name: 'stripe-signature',
    required: true,
    description: 'Stripe’s signature of the body.',
    example: 't=1764057600,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd',
  })
  @ApiNoContentResponse({ description: 'The event was acted on, now or before, or is of no interest.' })
  @ApiProblems('invalid-signature', 'not-found', 'payload-too-large', 'unsupported-media-type', 'unavailable')
  async receive(@Req() request: Request, @Headers('stripe-signature') signature?: string): Promise<void> {
    await this.events.receive(request.body, signature);
  }
}
