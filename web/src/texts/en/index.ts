import { home, invitation, pricing, registration, signIn } from './accounts.js';
import { admin } from './admin.js';
import { appointments } from './appointments.js';
import { dashboard, doctors, imports, patients } from './clinic.js';
import { general, navigation, notFound, session, table } from './general.js';
import { problems, resources, resourceTitles } from './problems.js';
import { settings } from './settings.js';
import { access, subscription } from './subscription.js';

export const en = {
  access,
  admin,
  appointments,
  dashboard,
  doctors,
  general,
  home,
  imports,
  invitation,
  navigation,
  notFound,
  patients,
  pricing,
  problems,
  registration,
  resources,
  resourceTitles,
  session,
  settings,
  signIn,
  subscription,
  table,
};
