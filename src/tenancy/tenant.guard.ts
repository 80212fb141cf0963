import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { accessPolicy, principalOf } from '../common/index.js';
import type { StatefulRequest } from '../common/index.js';
import { NoCompanyError } from './tenancy.errors.js';

/** Handlers for the people of a company need one: a superuser has none. */
@Injectable()
export class TenantGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  /** @throws NoCompanyError. */
  canActivate(context: ExecutionContext): boolean {
    if (accessPolicy(this.reflector, context)?.kind !== 'roles') return true;
    if (principalOf(context.switchToHttp().getRequest<StatefulRequest>()).companyId === null)
      throw new NoCompanyError();
    return true;
  }
}
