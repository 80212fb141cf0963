import { ContextIdFactory } from '@nestjs/core';
import type { ContextId } from '@nestjs/core';
import type { INestApplication } from '@nestjs/common';
import type { Request } from 'express';
import { CompanyAudit } from '../audit/index.js';
import type { RequestState } from '../common/index.js';
import { AuditTrail } from './audit/audit-trail.js';
import { shownRecords } from './audit/shown-records.js';
import { storageHeaders } from './quota/storage-use.js';
import { RequestAccess } from './request-access.js';
import { ACCESS_SETTING, TenantContextStrategy } from './tenant-context.js';
import type { TenantBinding } from './tenant-context.js';
import { TenantPool } from './tenant-pool.js';
import type { RouteHandler, TenantSlot } from './tenant-slot.js';
import { TenantTurns } from './tenant-turns.js';

interface ControllerWrapper {
  readonly id: string;
  isDependencyTreeDurable(): boolean;
}

interface RouterExplorer {
  createCallbackProxy(
    instance: object,
    callback: unknown,
    methodName: string,
    moduleKey: string,
    requestMethod: unknown,
    contextId?: ContextId,
    controllerId?: string,
  ): RouteHandler;
  createRequestScopedHandler(
    controller: ControllerWrapper,
    requestMethod: unknown,
    module: unknown,
    moduleKey: string,
    methodName: string,
  ): RouteHandler;
}

/**
 * Makes the routes of durable controllers run in the DI sub-tree of the request's company. Call it before the
 * application is initialized.
 *
 * For every request of a request-scoped route Nest makes a context, finds the controller by it, and builds guards, pipes
 * and parameter readers again, although a durable controller stays the same; that alone costs a sixth of the throughput.
 * Here each company's handlers are built once, by Nest, and kept with its slot, so that they end with the controllers
 * they belong to. A handler that still runs after its client went away keeps its company open.
 */
export function bindTenantRoutes(app: INestApplication): void {
  ContextIdFactory.apply(new TenantContextStrategy());
  const access = app.get(RequestAccess);
  const express = app.getHttpAdapter().getInstance() as { set(name: string, value: unknown): void };
  express.set(ACCESS_SETTING, access);
  const explorer = routerExplorerOf(app);
  if (explorer === undefined) return;
  const held: HeldRoutes = { pool: app.get(TenantPool), turns: app.get(TenantTurns), trail: app.get(AuditTrail) };
  keepHandlers(explorer, held);
  useKeptHandlers(explorer, access, held);
}

/** What handlers need to run in a company that stays open, when it is its turn, and on record. */
interface HeldRoutes {
  readonly pool: TenantPool;
  readonly turns: TenantTurns;
  readonly trail: AuditTrail;
}

function keepHandlers(explorer: RouterExplorer, held: HeldRoutes): void {
  const create = explorer.createCallbackProxy.bind(explorer);
  explorer.createCallbackProxy = (...route) => {
    const [, , methodName, , , contextId, controllerId = ''] = route;
    const binding = contextId?.payload as TenantBinding | undefined;
    if (binding === undefined || !('slot' in binding)) return create(...route);
    const { slot } = binding;
    const handler = create(...route);
    slot.handlers.set(nameOf(controllerId, methodName), handler);
    return (request, response, next) => {
      held.pool.retain(slot);
      return runHeld(handler, slot, held, [request, response, next]);
    };
  };
}

/** Runs a handler in its company's turn, whose slot is held for it, and lets go when both handler and answer are done. */
async function runHeld(
  handler: RouteHandler,
  slot: TenantSlot,
  { pool, turns, trail }: HeldRoutes,
  [request, response, next]: Parameters<RouteHandler>,
): Promise<unknown> {
  if (request.method !== 'GET') warnOfStorage(request, slot);
  recordAnswer(request, slot, trail);
  let hasTurn = false;
  try {
    await turns.enter(slot.turns);
    hasTurn = true;
    return response.closed ? undefined : await handler(request, response, next);
  } finally {
    if (hasTurn) turns.leave(slot.turns);
    if (response.writableEnded || response.closed) pool.release(slot);
    else
      response.once('close', () => {
        pool.release(slot);
      });
  }
}

/** How full the database is, its write finds out. */
function warnOfStorage(request: Request & RequestState, slot: TenantSlot): void {
  request.headersOfAnswer = () => storageHeaders(slot.quota?.lastStorage);
}

/** Nothing of a company's data is answered before it is on record to whom: the change, or else what is shown. */
function recordAnswer(request: Request & RequestState, slot: TenantSlot, trail: AuditTrail): void {
  request.isTenantRoute = true;
  request.beforeAnswer = (body) =>
    CompanyAudit.hasRecorded(request.actor)
      ? undefined
      : trail.recordShown(slot.companyId, () => shownRecords(request, body, slot.audit));
}

/** A company's first request of a route goes Nest's way, and so does every request that is to be refused. */
function useKeptHandlers(explorer: RouterExplorer, access: RequestAccess, held: HeldRoutes): void {
  const create = explorer.createRequestScopedHandler.bind(explorer);
  explorer.createRequestScopedHandler = (...route) => {
    const [controller, , , , methodName] = route;
    const handleAsNest = create(...route);
    if (!controller.isDependencyTreeDurable()) return handleAsNest;
    const name = nameOf(controller.id, methodName);
    const handle: RouteHandler = (request, response, next) => {
      const handler = access.knownTenant(request)?.handlers.get(name);
      if (handler === undefined) return handleAsNest(request, response, next);
      return runHeld(handler, access.holdTenant(request), held, [request, response, next]);
    };
    return (...exchange) => {
      const settled = access.settled(exchange[0]);
      return settled === undefined ? handle(...exchange) : settled.then(() => handle(...exchange));
    };
  };
}

function nameOf(controllerId: string, methodName: string): string {
  return `${controllerId} ${methodName}`;
}

/** Nest keeps it private; without it routes work all the same, only slower, and a test notices. */
function routerExplorerOf(app: INestApplication): RouterExplorer | undefined {
  const { routesResolver } = app as unknown as { routesResolver?: { routerExplorer?: RouterExplorer } };
  const explorer = routesResolver?.routerExplorer;
  const isAsKnown =
    typeof explorer?.createCallbackProxy === 'function' && typeof explorer.createRequestScopedHandler === 'function';
  return isAsKnown ? explorer : undefined;
}
