import { Group } from '@mantine/core';
import { Outlet } from '@tanstack/react-router';
import { PageLink } from '../common/layout/index.js';
import { texts } from '../texts/index.js';
import { Brand } from './Brand.js';
import { ColorSwitch } from './Shell.js';
import classes from './shell.module.css';

/** What is around the pages that everybody may see. */
export function PublicShell(): React.ReactNode {
  return (
    <div className={classes.public}>
      <a href="#content" className={classes.skip}>
        {texts.general.skipToContent}
      </a>
      <header className={classes.publicHeader}>
        <Group justify="space-between" wrap="nowrap" maw="70rem" mx="auto">
          <PageLink to="/" underline="never" c="inherit" aria-label={texts.general.productName}>
            <Brand />
          </PageLink>
          <Group gap="md" wrap="nowrap" component="nav" aria-label={texts.general.navigation}>
            <ColorSwitch />
            <PageLink to="/subscription/plans/">{texts.navigation.plans}</PageLink>
            <PageLink to="/login/">{texts.navigation.signIn}</PageLink>
          </Group>
        </Group>
      </header>
      <main id="content" tabIndex={-1} className={classes.publicMain}>
        <Outlet />
      </main>
    </div>
  );
}
