import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { accessPolicy } from '../../common/index.js';
import type { RequestState } from '../../common/index.js';
import { RequestAccess } from '../../tenancy/index.js';
import type { AccessClaims } from '../../tenancy/index.js';
import { SessionStates } from '../sessions/session-states.js';

/** Lets nobody in who is not signed in, except to handlers that say `@Public()`. */
@Injectable()
export class LoginGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly access: RequestAccess,
    private readonly states: SessionStates,
  ) {}

  /** @throws UnauthenticatedError, SessionEndedError. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (accessPolicy(this.reflector, context)?.kind === 'public') return true;
    const request = context.switchToHttp().getRequest<Request & RequestState>();
    const claims = this.access.claims(request);
    const known = this.states.known(claims);
    if (known === undefined) return this.lookUp(request, claims);
    request.principal = known;
    return true;
  }

  private async lookUp(request: RequestState, claims: AccessClaims): Promise<boolean> {
    request.principal = await this.states.principal(claims);
    return true;
  }
}
