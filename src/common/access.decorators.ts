import { SetMetadata } from '@nestjs/common';
import type { CustomDecorator, ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { Role } from './roles.js';

/** Who may call a handler. */
export type AccessPolicy =
  | { readonly kind: 'public' }
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'superusers' }
  | { readonly kind: 'roles'; readonly roles: readonly Role[] };

/** Which handler is asked about. */
type HandlerContext = Pick<ExecutionContext, 'getHandler' | 'getClass'>;

const ACCESS = 'medadmin:access';
const ALLOWS_INACTIVE = 'medadmin:allowsInactiveSubscription';

const access = (policy: AccessPolicy): CustomDecorator => SetMetadata(ACCESS, policy);

/** Opens a handler, or all of a controller, to people who are not signed in. */
export const Public = (): CustomDecorator => access({ kind: 'public' });

/** Opens it to anybody who is signed in, of a company or not, whatever its subscription: one's own account. */
export const SignedIn = (): CustomDecorator => access({ kind: 'signed-in' });

/** Opens it to those who run the installation. */
export const SuperusersOnly = (): CustomDecorator => access({ kind: 'superusers' });

/** Opens it to people of a company who have one of these roles, as far as the company's subscription goes. */
export const Roles = (...roles: readonly Role[]): CustomDecorator => access({ kind: 'roles', roles });

/** Together with `@Roles()`: works also when the subscription has ended, read-only or locked. */
export const AllowInactiveSubscription = (): CustomDecorator => SetMetadata(ALLOWS_INACTIVE, true);

/** Who may call the handler; undefined when it does not say, and then nobody may. */
export function accessPolicy(reflector: Reflector, handler: HandlerContext): AccessPolicy | undefined {
  return declared(reflector, handler).policy;
}

/** Whether the handler works for a company whose subscription has ended. */
export function allowsInactiveSubscription(reflector: Reflector, handler: HandlerContext): boolean {
  return declared(reflector, handler).allowsInactive;
}

interface Declared {
  readonly policy: AccessPolicy | undefined;
  readonly allowsInactive: boolean;
}

/** What is declared never changes, and five guards ask for it at every request. */
const known = new WeakMap<object, WeakMap<object, Declared>>();

function declared(reflector: Reflector, context: HandlerContext): Declared {
  const [handler, controller] = [context.getHandler(), context.getClass()];
  const found = known.get(controller)?.get(handler);
  if (found !== undefined) return found;
  const read = {
    policy: reflector.getAllAndOverride<AccessPolicy | undefined>(ACCESS, [handler, controller]),
    allowsInactive: reflector.getAllAndOverride<boolean | undefined>(ALLOWS_INACTIVE, [handler, controller]) ?? false,
  };
  const ofController = known.get(controller) ?? new WeakMap<object, Declared>();
  known.set(controller, ofController.set(handler, read));
  return read;
}
