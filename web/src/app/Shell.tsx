import {
  ActionIcon,
  AppShell,
  Burger,
  Group,
  Menu,
  Text,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { Icon, NavigationLink, PageLink } from '../common/layout/index.js';
import type { IconName } from '../common/layout/index.js';
import { IdleWatch, signOut, useIsProofAsked, useMe } from '../session/index.js';
import { texts } from '../texts/index.js';
import { Brand } from './Brand.js';
import classes from './shell.module.css';

const StepUpDialog = lazy(() => import('../session/StepUpDialog.js'));

export interface NavigationItem {
  readonly to: string;
  readonly label: string;
  readonly icon: IconName;
  /** Only at this very address, not below it. */
  readonly exact?: boolean;
}

interface ShellProps {
  /** Whose pages these are. */
  readonly name: string;
  readonly items: readonly NavigationItem[];
  readonly home: string;
  readonly children: React.ReactNode;
}

/** What is around every page behind the sign-in. */
export function Shell({ name, items, home, children }: ShellProps): React.ReactNode {
  const [isOpen, { toggle, close }] = useDisclosure();
  const main = useRef<HTMLElement>(null);
  useFocusOnNewPage(main, close);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'md', md: 'xl' }}
    >
      <a href="#content" className={classes.skip}>
        {texts.general.skipToContent}
      </a>
      <AppShell.Header className={classes.header}>
        <Header name={name} home={home} isOpen={isOpen} onToggle={toggle} />
      </AppShell.Header>
      <AppShell.Navbar p="sm" className={classes.navbar} aria-label={texts.general.navigation} component="nav">
        {items.map(({ to, label, icon, exact = false }) => (
          <NavigationLink
            key={to}
            to={to}
            label={label}
            leftSection={<Icon name={icon} />}
            activeOptions={{ exact, includeSearch: false }}
            activeProps={{ active: true }}
            className={classes.link}
          />
        ))}
      </AppShell.Navbar>
      <AppShell.Main id="content" ref={main} tabIndex={-1} className={classes.main}>
        <div className={classes.content}>{children}</div>
      </AppShell.Main>
      <IdleWatch />
      <ProofAsked />
    </AppShell>
  );
}

function ProofAsked(): React.ReactNode {
  return (
    useIsProofAsked() && (
      <Suspense>
        <StepUpDialog />
      </Suspense>
    )
  );
}

interface HeaderProps {
  readonly name: string;
  readonly home: string;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function Header({ name, home, isOpen, onToggle }: HeaderProps): React.ReactNode {
  return (
    <Group h="100%" px="md" justify="space-between" wrap="nowrap">
      <Group gap="sm" wrap="nowrap" miw={0}>
        <Burger
          opened={isOpen}
          onClick={onToggle}
          hiddenFrom="sm"
          size="sm"
          aria-label={texts.general.openMenu}
          aria-expanded={isOpen}
        />
        <PageLink
          to={home}
          underline="never"
          c="inherit"
          className={classes.brand}
          aria-label={texts.general.productName}
        >
          <Brand />
        </PageLink>
        <Text fw={600} truncate className={classes.company}>
          {name}
        </Text>
      </Group>
      <Group gap="xs" wrap="nowrap">
        <ColorSwitch />
        <AccountMenu />
      </Group>
    </Group>
  );
}

/** Who reads with the ears, or goes by keyboard, begins at a new page's content. */
function useFocusOnNewPage(main: React.RefObject<HTMLElement | null>, close: () => void): void {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const before = useRef(path);
  useEffect(() => {
    if (before.current !== undefined && before.current !== path) {
      close();
      main.current?.focus({ preventScroll: true });
    }
    before.current = path;
  }, [path, main, close]);
}

export function ColorSwitch(): React.ReactNode {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      c="dimmed"
      aria-label={texts.general.colors}
      onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
    >
      <Icon name="colors" />
    </ActionIcon>
  );
}

function AccountMenu(): React.ReactNode {
  const { user, visit } = useMe();
  const navigate = useNavigate();
  const name = texts.general.nameOf(user.firstName, user.lastName).trim() || user.username;
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="light" size="lg" radius="xl" aria-label={texts.navigation.account(name)}>
          <Icon name="user" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className={classes.accountName}>{name}</Menu.Label>
        {visit === undefined && (
          <>
            <Menu.Item
              onClick={() => void navigate({ to: user.isSuperuser ? '/admin/security/' : '/settings/security/' })}
            >
              {texts.security.title}
            </Menu.Item>
            <Menu.Item
              onClick={() => void navigate({ to: user.isSuperuser ? '/admin/password/' : '/settings/password/' })}
            >
              {texts.navigation.changePassword}
            </Menu.Item>
          </>
        )}
        <Menu.Item onClick={() => void signOut()}>{texts.navigation.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
