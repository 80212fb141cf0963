import { Outlet, useRouterState } from '@tanstack/react-router';
import { texts } from '../texts/index.js';
import { may, useMe, useSubscription } from '../session/index.js';
import { LockedPage, ReadOnlyNotice } from './AccessNotice.js';
import { Shell } from './Shell.js';
import { VisitNotice } from './VisitNotice.js';
import { SignedInOnly } from './SignedInOnly.js';
import type { NavigationItem } from './Shell.js';

const ITEMS: readonly NavigationItem[] = [
  { to: '/dashboard/', label: texts.navigation.dashboard, icon: 'home' },
  { to: '/appointments/', label: texts.navigation.appointments, icon: 'calendar' },
  { to: '/patients/', label: texts.navigation.patients, icon: 'patients' },
  { to: '/doctors/', label: texts.navigation.doctors, icon: 'doctor' },
  { to: '/subscription/', label: texts.navigation.subscription, icon: 'card' },
];
const SETTINGS: NavigationItem = { to: '/settings/', label: texts.navigation.settings, icon: 'settings' };

/** The pages that work when a clinic is locked: how to go on, one's own account, and taking all data along. */
const ALWAYS = /^\/(subscription\b|settings\/((password|security|activity|support)\b|$))/;

/** The pages of a clinic. */
export function ClinicShell(): React.ReactNode {
  return (
    <SignedInOnly>
      <Clinic />
    </SignedInOnly>
  );
}

function Clinic(): React.ReactNode {
  const { user, company } = useMe();
  const subscription = useSubscription();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const isLocked = subscription?.access === 'locked' && !ALWAYS.test(path);
  const items = may(user.role, 'manageCompany') ? [...ITEMS, SETTINGS] : ITEMS;
  return (
    <Shell name={company?.name ?? ''} items={items} home="/dashboard/">
      <VisitNotice />
      {subscription?.access === 'read-only' && <ReadOnlyNotice subscription={subscription} />}
      {isLocked ? <LockedPage subscription={subscription} /> : <Outlet />}
    </Shell>
  );
}
