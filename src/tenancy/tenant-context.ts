import { ContextIdFactory } from '@nestjs/core';
import type { ContextId, ContextIdStrategy, HostComponentInfo } from '@nestjs/core';
import type { Request, Response } from 'express';
import { onResponseEnd } from '../common/index.js';
import { NoTenantError } from './tenancy.errors.js';
import type { RequestAccess } from './request-access.js';
import type { TenantSlot } from './tenant-slot.js';

/** What the durable providers of a DI sub-tree get as their REQUEST: the tenant, or why there is none. */
export type TenantBinding = { readonly slot: TenantSlot } | { readonly refusal: Error };

/** Express application setting under which the strategy finds the access of the application that got the request. */
export const ACCESS_SETTING = 'medadmin.access';

/** A context for durable providers of the slot's sub-tree; anything else request-scoped gets a context of its own. */
export function contextFor(binding: TenantBinding): ContextId {
  const contextId = ContextIdFactory.create();
  contextId.payload = binding;
  contextId.getParent = subTreeOf(contextId, binding);
  return contextId;
}

type SubTree = (info: HostComponentInfo) => ContextId;

/** Durable providers live in the company's sub-tree, others in the request's own. */
function subTreeOf(contextId: ContextId, binding: TenantBinding): SubTree {
  // A refused request gets a throw-away sub-tree, whose first database provider throws the refusal.
  const durable = 'slot' in binding ? binding.slot.contextId : ContextIdFactory.create();
  return (info) => (info.isTreeDurable ? durable : contextId);
}

/**
 * Nest's way of choosing the DI sub-tree of a request. It runs inside the route handler, before guards, so no spelling
 * of a path skips it; therefore it verifies the token itself.
 */
export class TenantContextStrategy implements ContextIdStrategy<Request> {
  attach(contextId: ContextId, request: Request): ReturnType<ContextIdStrategy['attach']> {
    const access = request.app.get(ACCESS_SETTING) as RequestAccess | undefined;
    const binding: TenantBinding = access ? bind(request, access) : { refusal: new NoTenantError() };
    return { resolve: subTreeOf(contextId, binding), payload: binding };
  }
}

function bind(request: Request, access: RequestAccess): TenantBinding {
  try {
    return { slot: holdUntilAnswered(request, access) };
  } catch (error) {
    return { refusal: error as Error };
  }
}

/** The slot of the request's company, held until its response is over. @throws what RequestAccess.holdTenant throws. */
function holdUntilAnswered(request: Request, access: RequestAccess): TenantSlot {
  const slot = access.holdTenant(request);
  onResponseEnd(request.res as Response, () => {
    access.release(slot);
  });
  return slot;
}
