import { forgotPassword, home, invitation, pricing, registration, resetPassword, signIn } from './accounts.js';
import { activity } from './activity.js';
import { admin } from './admin.js';
import { adminLife, erasures } from './admin-life.js';
import { appointments } from './appointments.js';
import { backup, backups } from './backups.js';
import { dashboard, doctors, imports, patients } from './clinic.js';
import { general, navigation, notFound, session, table } from './general.js';
import { conflicts, problemCodes, problems, resources, resourceTitles } from './problems.js';
import { security, stepUp } from './security.js';
import { settings } from './settings.js';
import { access, subscription } from './subscription.js';
import { adminSupport, support } from './support.js';

export const en = {
  access,
  activity,
  admin,
  adminLife,
  adminSupport,
  appointments,
  backup,
  backups,
  conflicts,
  dashboard,
  doctors,
  erasures,
  forgotPassword,
  general,
  home,
  imports,
  invitation,
  navigation,
  notFound,
  patients,
  pricing,
  problemCodes,
  problems,
  registration,
  resetPassword,
  resources,
  resourceTitles,
  security,
  session,
  settings,
  signIn,
  stepUp,
  subscription,
  support,
  table,
};
