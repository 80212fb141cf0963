import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { meQuery } from '../session/index.js';
import { PublicShell } from './PublicShell.js';
import { rootRoute, startPage } from './routes-root.js';

const publicRoute = createRoute({ getParentRoute: () => rootRoute, id: 'public', component: PublicShell });

const homeRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/',
  beforeLoad: async ({ context }) => {
    const me = await context.queries.ensureQueryData(meQuery);
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (me !== null) throw redirect({ to: startPage(me) });
  },
  component: lazyRouteComponent(() => import('../pricing/HomePage.js'), 'HomePage'),
});

const pricingRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/subscription/plans',
  validateSearch: ({ cycle }: Record<string, unknown>): { cycle?: 'yearly' } => (cycle === 'yearly' ? { cycle } : {}),
  component: lazyRouteComponent(() => import('../pricing/PricingPage.js'), 'PricingPage'),
});

const registrationRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/subscription/register',
  validateSearch: ({ plan, cycle }: Record<string, unknown>): { plan?: string; cycle?: 'yearly' } => ({
    ...(typeof plan === 'string' && { plan }),
    ...(cycle === 'yearly' && { cycle }),
  }),
  component: lazyRouteComponent(() => import('../registration/RegistrationPage.js'), 'RegistrationPage'),
});

const SIGN_IN_REASONS = ['idle', 'ended', 'signed-out', 'password-set'] as const;

const loginRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/login',
  validateSearch: ({
    next,
    reason,
  }: Record<string, unknown>): { next?: string; reason?: (typeof SIGN_IN_REASONS)[number] } => ({
    // A path of these pages: nobody is to be sent to another site.
    ...(typeof next === 'string' && /^\/[^/\\]/.test(next) && { next }),
    ...(SIGN_IN_REASONS.some((known) => known === reason) && { reason: reason as (typeof SIGN_IN_REASONS)[number] }),
  }),
  component: lazyRouteComponent(() => import('../sign-in/SignInPage.js'), 'SignInPage'),
});

const invitationRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/invitation',
  component: lazyRouteComponent(() => import('../sign-in/InvitationPage.js'), 'InvitationPage'),
});

const forgotPasswordRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/forgot-password',
  component: lazyRouteComponent(() => import('../sign-in/ForgotPasswordPage.js'), 'ForgotPasswordPage'),
});

const resetPasswordRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/reset-password',
  component: lazyRouteComponent(() => import('../sign-in/ResetPasswordPage.js'), 'ResetPasswordPage'),
});

/** What everybody may see. */
export const publicRoutes = publicRoute.addChildren([
  homeRoute,
  pricingRoute,
  registrationRoute,
  loginRoute,
  invitationRoute,
  forgotPasswordRoute,
  resetPasswordRoute,
]);
