import { applyDecorators, Body, Controller, HttpCode, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiOkResponse,
  ApiOperation,
  ApiProblems,
  ApiTags,
  CurrentPrincipal,
  SignedIn,
} from '../../../common/index.js';
import type { Principal } from '../../../common/index.js';
import { LimitSignIn } from '../../../http/index.js';
import { ProofDto, StepUpDto } from '../../second-factor/second-factor.dto.js';
import { FreshProofs } from './fresh-proofs.js';

const ApiStepUp = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'stepUp',
      summary: 'Prove once more who one is',
      description:
        'By password and, if there is a second factor, a code. Routes that answer 403 `step-up-required` are open to this ' +
        'session for five minutes then, as they are after signing in.',
    }),
    ApiBearerAuth(),
    ApiOkResponse({ type: StepUpDto }),
    ApiProblems('validation-failed', 'unauthenticated', 'too-many-requests'),
  );

@ApiTags('auth')
@SignedIn()
@Controller('api/auth/step-up')
export class StepUpController {
  constructor(private readonly proofs: FreshProofs) {}

  @Post()
  @HttpCode(200)
  @LimitSignIn()
  @ApiStepUp()
  async create(@CurrentPrincipal() principal: Principal, @Body() proof: ProofDto): Promise<StepUpDto> {
    return { provedUntil: (await this.proofs.renew(principal, proof)).toISOString() };
  }
}
