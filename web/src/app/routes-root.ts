import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, redirect } from '@tanstack/react-router';
import { meQuery } from '../session/index.js';
import type { Identity } from '../session/index.js';

export interface PagesContext {
  readonly queries: QueryClient;
}

export const rootRoute = createRootRouteWithContext<PagesContext>()();

/** Where somebody who is signed in begins. */
export function startPage({ user }: Identity): '/admin/' | '/dashboard/' {
  return user.isSuperuser ? '/admin/' : '/dashboard/';
}

/** @throws a redirect to signing in, and back here afterwards; to their own pages for those who do not belong here. */
export async function requireSignedIn({ queries }: PagesContext, href: string, isAdmin: boolean): Promise<void> {
  const me = await queries.ensureQueryData(meQuery);
  // The router's way of going elsewhere.
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  if (me === null) throw redirect({ to: '/login/', search: { next: href } });
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  if (me.user.isSuperuser !== isAdmin) throw redirect({ to: startPage(me) });
}
