import { Group } from '@mantine/core';
import { Outlet } from '@tanstack/react-router';
import { NavigationLink } from '../common/layout/index.js';
import { may, useMe } from '../session/index.js';
import { texts } from '../texts/index.js';
import classes from './settings.module.css';

const { sections } = texts.settings;
const SECTIONS = [
  { to: '/settings/', label: sections.company, exact: true },
  { to: '/settings/people/', label: sections.people, exact: false },
  { to: '/settings/password/', label: sections.password, exact: false },
  { to: '/settings/data/', label: sections.data, exact: false },
];

/** The sections of the settings above the one that is shown; those who manage nothing have their password only. */
export function SettingsLayout(): React.ReactNode {
  const { user } = useMe();
  if (!may(user.role, 'manageCompany')) return <Outlet />;
  return (
    <>
      <Group component="nav" gap={4} mb="lg" aria-label={texts.settings.title} className={classes.sections}>
        {SECTIONS.map(({ to, label, exact }) => (
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
