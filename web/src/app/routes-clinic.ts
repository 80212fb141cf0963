import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { calendarSearch } from '../appointments/calendar-search.js';
import { listSearch } from '../common/table/list-search.js';
import { activitySearch } from '../settings/activity/activity-search.js';
import { backupSearch } from '../settings/backups/backup-search.js';
import { ClinicShell } from './ClinicShell.js';
import { requireSignedIn, rootRoute } from './routes-root.js';

const clinicRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'clinic',
  beforeLoad: ({ context, location }) => requireSignedIn(context, location.href, false),
  component: ClinicShell,
});
const parent = { getParentRoute: () => clinicRoute };

const dashboardRoute = createRoute({
  ...parent,
  path: '/dashboard',
  component: lazyRouteComponent(() => import('../dashboard/DashboardPage.js'), 'DashboardPage'),
});

const doctorsRoute = createRoute({
  ...parent,
  path: '/doctors',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('../doctors/DoctorsPage.js'), 'DoctorsPage'),
});

const doctorsImportRoute = createRoute({
  ...parent,
  path: '/doctors/import',
  component: lazyRouteComponent(() => import('../imports/ImportPage.js'), 'DoctorsImportPage'),
});

const patientsRoute = createRoute({
  ...parent,
  path: '/patients',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('../patients/PatientsPage.js'), 'PatientsPage'),
});

const patientsImportRoute = createRoute({
  ...parent,
  path: '/patients/import',
  component: lazyRouteComponent(() => import('../imports/ImportPage.js'), 'PatientsImportPage'),
});

const patientRoute = createRoute({
  ...parent,
  path: '/patients/$id',
  component: lazyRouteComponent(() => import('../patients/PatientPage.js'), 'PatientPage'),
});

const appointmentsRoute = createRoute({
  ...parent,
  path: '/appointments',
  validateSearch: calendarSearch,
  component: lazyRouteComponent(() => import('../appointments/AppointmentsPage.js'), 'AppointmentsPage'),
});

const subscriptionRoute = createRoute({
  ...parent,
  path: '/subscription',
  validateSearch: ({ checkout }: Record<string, unknown>): { checkout?: 'done' | 'canceled' } =>
    checkout === 'done' || checkout === 'canceled' ? { checkout } : {},
  component: lazyRouteComponent(() => import('../subscription/SubscriptionPage.js'), 'SubscriptionPage'),
});

const settingsRoute = createRoute({
  ...parent,
  path: '/settings',
  component: lazyRouteComponent(() => import('../settings/SettingsLayout.js'), 'SettingsLayout'),
});
const section = { getParentRoute: () => settingsRoute };

const settingsSections = [
  createRoute({
    ...section,
    path: '/',
    component: lazyRouteComponent(() => import('../settings/company/CompanyPage.js'), 'CompanyPage'),
  }),
  createRoute({
    ...section,
    path: '/people',
    component: lazyRouteComponent(() => import('../settings/people/PeoplePage.js'), 'PeoplePage'),
  }),
  createRoute({
    ...section,
    path: '/password',
    component: lazyRouteComponent(() => import('../settings/PasswordPage.js'), 'PasswordPage'),
  }),
  createRoute({
    ...section,
    path: '/security',
    component: lazyRouteComponent(() => import('../settings/security/SecurityPage.js'), 'SecurityPage'),
  }),
  createRoute({
    ...section,
    path: '/backups',
    validateSearch: listSearch,
    component: lazyRouteComponent(() => import('../settings/backups/BackupsPage.js'), 'BackupsPage'),
  }),
  createRoute({
    ...section,
    path: '/backups/$id',
    validateSearch: backupSearch,
    component: lazyRouteComponent(() => import('../settings/backups/BackupPage.js'), 'BackupPage'),
  }),
  createRoute({
    ...section,
    path: '/activity',
    validateSearch: activitySearch,
    component: lazyRouteComponent(() => import('../settings/activity/ActivityPage.js'), 'ActivityPage'),
  }),
  createRoute({
    ...section,
    path: '/support',
    validateSearch: listSearch,
    component: lazyRouteComponent(() => import('../settings/support/SupportPage.js'), 'SupportPage'),
  }),
];

/** What the people of a clinic see. */
export const clinicRoutes = clinicRoute.addChildren([
  dashboardRoute,
  doctorsRoute,
  doctorsImportRoute,
  patientsRoute,
  patientsImportRoute,
  patientRoute,
  appointmentsRoute,
  subscriptionRoute,
  settingsRoute.addChildren(settingsSections),
]);
