import { useRouterState } from '@tanstack/react-router';

/**
 * What the link of a mail proves; it stands behind the #, which no server ever sees. Empty when there is none. A second
 * link in the same tab changes nothing but that, so forms take it as their key.
 */
export function useLinkToken(): string {
  const hash = useRouterState({ select: (state) => state.location.hash });
  return new URLSearchParams(hash).get('token') ?? '';
}
