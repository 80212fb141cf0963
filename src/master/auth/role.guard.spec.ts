import { describe, expect, it } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { MANAGERS, Public, Roles, SignedIn, SuperusersOnly } from '../../common/index.js';
import type { Principal, Role } from '../../common/index.js';
import { RoleNotAllowedError } from '../master.errors.js';
import { RoleGuard } from './role.guard.js';

class Handlers {
  @Public() anybody(): string {
    return '';
  }
  @SignedIn() account(): string {
    return '';
  }
  @SuperusersOnly() installation(): string {
    return '';
  }
  @Roles(...MANAGERS) management(): string {
    return '';
  }
  @Roles() nobody(): string {
    return '';
  }
  forgotten(): string {
    return '';
  }
}

const person = (role: Role | null, isSuperuser = false): Principal => ({
  userId: 1,
  companyId: isSuperuser ? null : 1,
  sessionId: 's',
  role,
  isSuperuser,
});

function passes(handler: keyof Handlers, principal?: Principal): boolean {
  const context = {
    getHandler: () => Handlers.prototype[handler],
    getClass: () => Handlers,
    switchToHttp: () => ({ getRequest: () => ({ principal }) }),
  } as unknown as ExecutionContext;
  try {
    return new RoleGuard(new Reflector()).canActivate(context);
  } catch (error) {
    if (error instanceof RoleNotAllowedError) return false;
    throw error;
  }
}

describe('the role guard', () => {
  const people = { owner: person('owner'), doctor: person('doctor'), superuser: person(null, true) };

  it.each([
    ['anybody', ['owner', 'doctor', 'superuser']],
    ['account', ['owner', 'doctor', 'superuser']],
    ['installation', ['superuser']],
    ['management', ['owner']],
    ['nobody', []],
    // Forgetting to say who may call a handler closes it.
    ['forgotten', []],
  ] as const)('lets through to %s: %j', (handler, allowed) => {
    const through = Object.entries(people).filter(([, principal]) => passes(handler, principal));
    expect(through.map(([name]) => name)).toEqual(allowed);
  });

  it('refuses a role that there is not', () => {
    expect(passes('management', person('janitor' as Role))).toBe(false);
  });

  it('lets nobody through who was not signed in by a guard before it', () => {
    expect(() => passes('account')).toThrow('access token');
    expect(passes('anybody')).toBe(true);
  });
});
