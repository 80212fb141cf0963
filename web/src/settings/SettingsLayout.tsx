import { Group } from '@mantine/core';
import { Outlet } from '@tanstack/react-router';
import { NavigationLink } from '../common/layout/index.js';
import { may, useMe } from '../session/index.js';
import { texts } from '../texts/index.js';
import classes from './settings.module.css';

const { sections } = texts.settings;
const OWN = [
  { to: '/settings/security/', label: sections.security, exact: false },
  { to: '/settings/password/', label: sections.password, exact: false },
];
const MANAGED = [
  { to: '/settings/', label: sections.company, exact: true },
  { to: '/settings/people/', label: sections.people, exact: false },
  { to: '/settings/backups/', label: sections.backups, exact: false },
  { to: '/settings/activity/', label: sections.activity, exact: false },
  { to: '/settings/support/', label: sections.support, exact: false },
];

/** The sections of the settings above the one that is shown; those who manage nothing have their own account only. */
export function SettingsLayout(): React.ReactNode {
  const { user, visit } = useMe();
  const managed = may(user.role, 'manageCompany') ? MANAGED : [];
  // Who is here as support has an account elsewhere.
  const shown = visit === undefined ? [...managed, ...OWN] : managed;
  return (
    <>
      <Group component="nav" gap={4} mb="lg" aria-label={texts.settings.title} className={classes.sections}>
        {shown.map(({ to, label, exact }) => (
          <NavigationLink
            key={to}
            to={to}
            label={label}
            w="auto"
            activeOptions={{ exact }}
            activeProps={{ active: true }}
            className={classes.section}
          />
        ))}
      </Group>
      <Outlet />
    </>
  );
}
