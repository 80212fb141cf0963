import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { listSearch } from '../common/table/list-search.js';
import { AdminShell } from './AdminShell.js';
import { requireSignedIn, rootRoute } from './routes-root.js';

const adminRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'superuser',
  beforeLoad: ({ context, location }) => requireSignedIn(context, location.href, true),
  component: AdminShell,
});
const parent = { getParentRoute: () => adminRoute };

const companiesRoute = createRoute({
  ...parent,
  path: '/admin',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('../admin/CompaniesPage.js'), 'CompaniesPage'),
});

const companyRoute = createRoute({
  ...parent,
  path: '/admin/companies/$id',
  validateSearch: ({ visit }: Record<string, unknown>): { visit?: 'over' } => (visit === 'over' ? { visit } : {}),
  component: lazyRouteComponent(() => import('../admin/CompanyPage.js'), 'CompanyPage'),
});

const plansRoute = createRoute({
  ...parent,
  path: '/admin/plans',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('../admin/PlansPage.js'), 'PlansPage'),
});

const operationsRoute = createRoute({
  ...parent,
  path: '/admin/operations',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('../admin/OperationsPage.js'), 'OperationsPage'),
});

const erasuresRoute = createRoute({
  ...parent,
  path: '/admin/erasures',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('../admin/ErasuresPage.js'), 'ErasuresPage'),
});

const passwordRoute = createRoute({
  ...parent,
  path: '/admin/password',
  component: lazyRouteComponent(() => import('../settings/PasswordPage.js'), 'PasswordPage'),
});

const securityRoute = createRoute({
  ...parent,
  path: '/admin/security',
  component: lazyRouteComponent(() => import('../settings/security/SecurityPage.js'), 'SecurityPage'),
});

/** What those who run the installation see. */
export const adminRoutes = adminRoute.addChildren([
  companiesRoute,
  companyRoute,
  plansRoute,
  operationsRoute,
  erasuresRoute,
  passwordRoute,
  securityRoute,
]);
