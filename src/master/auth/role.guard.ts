import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { accessPolicy, principalOf } from '../../common/index.js';
import type { AccessPolicy, Principal, StatefulRequest, SupportPrincipal } from '../../common/index.js';
import { RoleNotAllowedError, SupportNotAllowedError } from '../master.errors.js';

/** Lets those through whom the handler names. One that names nobody is closed to everybody. */
@Injectable()
export class RoleGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  /** @throws RoleNotAllowedError. */
  canActivate(context: ExecutionContext): boolean {
    const policy = accessPolicy(this.reflector, context);
    if (policy?.kind === 'public') return true;
    const request = context.switchToHttp().getRequest<StatefulRequest>();
    const principal = principalOf(request);
    if (policy === undefined || !isAllowed(policy, principal)) throw new RoleNotAllowedError();
    if (principal.support && !isOpenToSupport(policy, principal.support, request)) throw new SupportNotAllowedError();
    return true;
  }
}

function isAllowed(policy: AccessPolicy, { role, isSuperuser }: Principal): boolean {
  if (policy.kind === 'superusers') return isSuperuser;
  if (policy.kind === 'roles') return role !== null && policy.roles.includes(role);
  return true;
}

/** Methods that change nothing (RFC 9110, 9.2.1). */
const READING = new Set(['GET', 'HEAD']);

/**
 * Under a support access one reads what the role may read, and changes clinic data if that was given: never people,
 * invitations, the subscription or the rules of support, which could outlast the access.
 */
function isOpenToSupport({ kind }: AccessPolicy, { canWrite }: SupportPrincipal, request: StatefulRequest): boolean {
  const isReading = READING.has(request.method ?? '');
  return kind === 'roles' && (isReading || (canWrite && request.isTenantRoute === true));
}
