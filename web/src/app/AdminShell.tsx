import { Outlet } from '@tanstack/react-router';
import { texts } from '../texts/index.js';
import { Shell } from './Shell.js';
import { SignedInOnly } from './SignedInOnly.js';
import type { NavigationItem } from './Shell.js';

const ITEMS: readonly NavigationItem[] = [
  { to: '/admin/', label: texts.navigation.companies, icon: 'building', exact: true },
  { to: '/admin/plans/', label: texts.navigation.plans, icon: 'card' },
  { to: '/admin/operations/', label: texts.navigation.operations, icon: 'list' },
  { to: '/admin/erasures/', label: texts.navigation.erasures, icon: 'archive' },
];

/** The pages of those who run the installation. */
export function AdminShell(): React.ReactNode {
  return (
    <SignedInOnly>
      <Shell name={texts.general.productName} items={ITEMS} home="/admin/">
        <Outlet />
      </Shell>
    </SignedInOnly>
  );
}
