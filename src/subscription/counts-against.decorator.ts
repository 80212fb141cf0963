import { SetMetadata } from '@nestjs/common';
import type { CustomDecorator, ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { Resource } from './resources.js';

const COUNTS_AGAINST = 'medadmin:countsAgainst';

/**
 * Says that a handler adds one to what the plan limits. Companies that have all that their plan allows are refused before
 * the handler runs; whether one that was let through may really add is decided where the row is written.
 */
export const CountsAgainst = (resource: Resource): CustomDecorator => SetMetadata(COUNTS_AGAINST, resource);

/** What a handler adds to, if anything. */
export function countsAgainst(
  reflector: Reflector,
  context: Pick<ExecutionContext, 'getHandler'>,
): Resource | undefined {
  return reflector.get<Resource | undefined>(COUNTS_AGAINST, context.getHandler());
}
