import { Anchor, Button, NavLink } from '@mantine/core';
import type { AnchorProps, ButtonProps, NavLinkProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';

type Anchored<Props> = Props & { readonly ref?: React.Ref<HTMLAnchorElement>; readonly children?: React.ReactNode };

/** Mantine's looks with the router's knowledge of addresses. */
export const PageLink = createLink((props: Anchored<AnchorProps>) => <Anchor {...props} />);
export const ButtonLink = createLink((props: Anchored<ButtonProps>) => <Button component="a" {...props} />);
export const NavigationLink = createLink((props: Anchored<NavLinkProps>) => <NavLink component="a" {...props} />);
