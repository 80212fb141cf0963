import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { needsStepUp, principalOf } from '../../../common/index.js';
import type { StatefulRequest } from '../../../common/index.js';
import { FreshProofs } from './fresh-proofs.js';

/** Asks, at handlers that say `@StepUp()`, for a fresh proof of who is there. */
@Injectable()
export class StepUpGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly proofs: FreshProofs,
  ) {}

  /** @throws StepUpRequiredError. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (!needsStepUp(this.reflector, context)) return true;
    return this.proofs.assertFresh(principalOf(context.switchToHttp().getRequest<StatefulRequest>())).then(() => true);
  }
}
