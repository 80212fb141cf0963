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
  /** A second factor is set up, and asked for at sign-in. */
  readonly hasSecondFactor?: boolean;
  /** Must set up a second factor before anything else. */
  readonly mustEnrol?: boolean;
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
