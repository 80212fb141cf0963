import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { accessPolicy, principalOf } from '../../common/index.js';
import type { AccessPolicy, Principal, StatefulRequest } from '../../common/index.js';
import { RoleNotAllowedError } from '../master.errors.js';

/** Lets those through whom the handler names. One that names nobody is closed to everybody. */
@Injectable()
export class RoleGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  /** @throws RoleNotAllowedError. */
  canActivate(context: ExecutionContext): boolean {
    const policy = accessPolicy(this.reflector, context);
    if (policy?.kind === 'public') return true;
    const principal = principalOf(context.switchToHttp().getRequest<StatefulRequest>());
    if (policy === undefined || !isAllowed(policy, principal)) throw new RoleNotAllowedError();
    return true;
  }
}

function isAllowed(policy: AccessPolicy, { role, isSuperuser }: Principal): boolean {
  if (policy.kind === 'superusers') return isSuperuser;
  if (policy.kind === 'roles') return role !== null && policy.roles.includes(role);
  return true;
}
