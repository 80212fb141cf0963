import { ContextIdFactory } from '@nestjs/core';
import type { ContextId } from '@nestjs/core';
import type { INestApplication } from '@nestjs/common';
import { RequestAccess } from './request-access.js';
import { ACCESS_SETTING, TenantContextStrategy } from './tenant-context.js';
import type { TenantBinding } from './tenant-context.js';
import { TenantPool } from './tenant-pool.js';

type RouteHandler = (request: unknown, response: unknown, next: unknown) => Promise<unknown>;
type CreateHandler = (
  instance: object,
  callback: unknown,
  methodName: string,
  moduleKey: string,
  requestMethod: unknown,
  contextId?: ContextId,
  inquirerId?: string,
) => RouteHandler;
interface RouterExplorer {
  createCallbackProxy: CreateHandler;
}

/**
 * Makes the routes of durable controllers run in the DI sub-tree of the request's company. Call it before the
 * application is initialized.
 *
 * Nest builds guards, pipes and parameter readers of a request-scoped route again for every request, although a
 * durable controller stays the same; that alone costs about a tenth of the throughput. Here each company's handlers are
 * built once and live as long as the controllers they belong to. A handler that still runs after its client went away
 * keeps its company open.
 */
export function bindTenantRoutes(app: INestApplication): void {
  ContextIdFactory.apply(new TenantContextStrategy());
  const express = app.getHttpAdapter().getInstance() as { set(name: string, value: unknown): void };
  express.set(ACCESS_SETTING, app.get(RequestAccess));
  const explorer = routerExplorerOf(app);
  if (explorer) keepHandlers(explorer, app.get(TenantPool));
}

function keepHandlers(explorer: RouterExplorer, pool: TenantPool): void {
  const kept = new WeakMap<object, Map<string, RouteHandler>>();
  const create = explorer.createCallbackProxy.bind(explorer);
  explorer.createCallbackProxy = (...route) => {
    const [instance, , methodName, , , contextId] = route;
    const binding = contextId?.payload as TenantBinding | undefined;
    if (binding === undefined || !('slot' in binding)) return create(...route);
    const handlers = kept.get(instance) ?? new Map<string, RouteHandler>();
    kept.set(instance, handlers);
    const handler = handlers.get(methodName) ?? create(...route);
    handlers.set(methodName, handler);
    const { slot } = binding;
    return async (request, response, next) => {
      pool.retain(slot);
      try {
        return await handler(request, response, next);
      } finally {
        pool.release(slot);
      }
    };
  };
}

/** Nest keeps it private; without it routes work all the same, only slower, and a test notices. */
function routerExplorerOf(app: INestApplication): RouterExplorer | undefined {
  const { routesResolver } = app as unknown as { routesResolver?: { routerExplorer?: RouterExplorer } };
  const explorer = routesResolver?.routerExplorer;
  return typeof explorer?.createCallbackProxy === 'function' ? explorer : undefined;
}
