import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ProblemError } from './problem.error.js';
import type { StatefulRequest } from './request-state.js';
import type { Role } from './roles.js';

/** Who is asking, as the verified access token says. */
export interface Principal {
  readonly userId: number;
  /** Null for people who belong to no company, such as superusers. */
  readonly companyId: number | null;
  /** For the log; the number decides. */
  readonly companySlug?: string | null;
  readonly sessionId: string;
  readonly role: Role | null;
  readonly isSuperuser: boolean;
  /** Set when a superuser works in a company under a support access; `isSuperuser` is false then. */
  readonly support?: SupportPrincipal;
  /** A second factor is set up, and asked for at sign-in. */
  readonly hasSecondFactor?: boolean;
  /** Must set up a second factor before anything else. */
  readonly mustEnrol?: boolean;
}

/** The support access under which somebody works in a company. */
export interface SupportPrincipal {
  readonly id: number;
  /** Whether anything may be changed. */
  readonly canWrite: boolean;
}

/**
 * The principal of a request.
 * @throws ProblemError `unauthenticated` if no token was verified for it.
 */
export function principalOf(request: StatefulRequest): Principal {
  if (!request.principal) {
    throw new ProblemError('unauthenticated', 'A valid access token is needed.');
  }
  return request.principal;
}

/** Handler parameter: who is asking. */
export const CurrentPrincipal = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  principalOf(context.switchToHttp().getRequest<StatefulRequest>()),
);
