import type { QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { PageProblem } from '../common/feedback/index.js';
import { PageLoading } from '../common/layout/index.js';
import { NotFound } from './NotFound.js';
import { adminRoutes } from './routes-admin.js';
import { clinicRoutes } from './routes-clinic.js';
import { publicRoutes } from './routes-public.js';
import { rootRoute } from './routes-root.js';
import { parseSearch, stringifySearch } from './search-params.js';

const routeTree = rootRoute.addChildren([publicRoutes, clinicRoutes, adminRoutes]);

export function createPagesRouter(queries: QueryClient) {
  return createRouter({
    routeTree,
    context: { queries },
    trailingSlash: 'always',
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
    defaultPreload: 'intent',
    defaultPendingComponent: PageLoading,
    defaultPendingMs: 300,
    defaultErrorComponent: ({ error, reset }) => <PageProblem isWholePage error={error} retry={reset} />,
    defaultNotFoundComponent: NotFound,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPagesRouter>;
  }
}
