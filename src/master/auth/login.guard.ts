import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { accessPolicy, isOpenWhileEnrolling } from '../../common/index.js';
import type { Principal, RequestState } from '../../common/index.js';
import { RequestAccess } from '../../tenancy/index.js';
import { EnrolmentRequiredError } from '../second-factor/second-factor.errors.js';
import { SessionStates } from '../sessions/session-states.js';

/**
 * Lets nobody in who is not signed in, except to handlers that say `@Public()`; and who must set up a second factor, only
 * to those that say `@WhileEnrolling()`.
 */
@Injectable()
export class LoginGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly access: RequestAccess,
    private readonly states: SessionStates,
  ) {}

  /** @throws UnauthenticatedError, SessionEndedError, EnrolmentRequiredError. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (accessPolicy(this.reflector, context)?.kind === 'public') return true;
    const request = context.switchToHttp().getRequest<Request & RequestState>();
    const claims = this.access.claims(request);
    const known = this.states.known(claims);
    if (known === undefined) return this.states.principal(claims).then((found) => this.letIn(context, request, found));
    return this.letIn(context, request, known);
  }

  private letIn(context: ExecutionContext, request: RequestState, principal: Principal): true {
    if (principal.mustEnrol && !isOpenWhileEnrolling(this.reflector, context)) throw new EnrolmentRequiredError();
    request.principal = principal;
    return true;
  }
}
