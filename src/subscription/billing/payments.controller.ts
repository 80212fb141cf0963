import { Body, Controller, Param, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiIdempotencyKey,
  ApiOperation,
  ApiParam,
  ApiProblems,
  ApiTags,
  CurrentPrincipal,
  Idempotent,
  IdPipe,
  SuperusersOnly,
} from '../../common/index.js';
import type { IdempotentRequest, Principal } from '../../common/index.js';
import { PaymentDto, RecordPaymentDto } from './payment.dto.js';
import { PaymentsService } from './payments.service.js';

/** Payments of companies, for those who run the installation. */
@ApiTags('admin')
@ApiBearerAuth()
@SuperusersOnly()
@Controller('api/admin/companies/:id/payments')
export class PaymentsController {
  constructor(private readonly payments: PaymentsService) {}

  @Post()
  @ApiOperation({
    operationId: 'recordPayment',
    summary: 'Record a payment that came in outside of medadmin',
    description:
      'The paid time begins where the present period or trial ends, or now when that is over. A reference is recorded once.',
  })
  @ApiParam({ name: 'id', schema: { type: 'integer', minimum: 1, example: 1 } })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ type: PaymentDto })
  @ApiProblems(
    'validation-failed',
    'malformed-json',
    'payload-too-large',
    'unsupported-media-type',
    'unauthenticated',
    'forbidden',
    'not-found',
    'already-exists',
    'conflict',
    'idempotency-mismatch',
    'tenant-unavailable',
  )
  record(
    @Param('id', IdPipe) id: number,
    @Body() input: RecordPaymentDto,
    @CurrentPrincipal() { userId }: Principal,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<PaymentDto> {
    return this.payments.record(id, input, { actor: `superuser:${userId}`, request });
  }
}
