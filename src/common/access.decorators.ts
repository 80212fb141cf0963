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

const WHILE_ENROLLING = 'medadmin:whileEnrolling';
const STEP_UP = 'medadmin:stepUp';

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

/** Open also to people who must set up a second factor before anything else. */
export const WhileEnrolling = (): CustomDecorator => SetMetadata(WHILE_ENROLLING, true);

/**
 * For what takes much or all of a company's data away: people who have a second factor must have proved who they are, by
 * password and code, within the last five minutes. Others signed in by nothing that could be asked for again in a better
 * way; they are let through.
 */
export const StepUp = (): CustomDecorator => SetMetadata(STEP_UP, true);

/** Who may call the handler; undefined when it does not say, and then nobody may. */
export function accessPolicy(reflector: Reflector, handler: HandlerContext): AccessPolicy | undefined {
  return declared(reflector, handler).policy;
}

/** Whether the handler works for a company whose subscription has ended. */
export function allowsInactiveSubscription(reflector: Reflector, handler: HandlerContext): boolean {
  return declared(reflector, handler).allowsInactive;
}

/** Whether the handler is open to people who must set up a second factor before anything else. */
export function isOpenWhileEnrolling(reflector: Reflector, handler: HandlerContext): boolean {
  return declared(reflector, handler).whileEnrolling;
}

/** Whether the handler needs a fresh proof of who is asking. */
export function needsStepUp(reflector: Reflector, handler: HandlerContext): boolean {
  return declared(reflector, handler).stepUp;
}

interface Declared {
  readonly policy: AccessPolicy | undefined;
  readonly allowsInactive: boolean;
  readonly whileEnrolling: boolean;
  readonly stepUp: boolean;
}

/** What is declared never changes, and five guards ask for it at every request. */
const known = new WeakMap<object, WeakMap<object, Declared>>();

function declared(reflector: Reflector, context: HandlerContext): Declared {
  const [handler, controller] = [context.getHandler(), context.getClass()];
  const found = known.get(controller)?.get(handler);
  if (found !== undefined) return found;
  const says = (key: string): boolean =>
    reflector.getAllAndOverride<boolean | undefined>(key, [handler, controller]) ?? false;
  const read = {
    policy: reflector.getAllAndOverride<AccessPolicy | undefined>(ACCESS, [handler, controller]),
    allowsInactive: says(ALLOWS_INACTIVE),
    whileEnrolling: says(WHILE_ENROLLING),
    stepUp: says(STEP_UP),
  };
  const ofController = known.get(controller) ?? new WeakMap<object, Declared>();
  known.set(controller, ofController.set(handler, read));
  return read;
}
