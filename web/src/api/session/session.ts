import type { paths } from '../schema.js';
import type { Send } from '../send.js';

/** How the server is told who asks, and what is done when it no longer believes it. */
export interface Session {
  /** @param baseUrl address of the server; empty for a page's own. */
  carry(send: Send, baseUrl: string): Send;
}

export const REFRESH = '/api/auth/refresh' satisfies keyof paths;
export const LOGOUT = '/api/auth/logout' satisfies keyof paths;
/** Their answers begin a session; 401 is about the password there. */
export const OPENING = [
  '/api/auth/register',
  '/api/auth/login',
  '/api/auth/second-factor',
  '/api/invitations/accept',
] as const satisfies readonly (keyof paths)[];
/** Its answer begins a session too, and it takes one. */
export const CHANGE_PASSWORD = '/api/auth/change-password' satisfies keyof paths;

/** Whether the answer says that the session is not known, or not any more. */
export async function isUnknownSession(response: Response): Promise<boolean> {
  if (response.status !== 401) return false;
  const problem = (await response
    .clone()
    .json()
    .catch(() => ({}))) as { code?: string };
  return problem.code === 'unauthenticated';
}

/** A call of the work that is under way is answered by it. */
export function single<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | undefined;
  return () => {
    running ??= work().finally(() => (running = undefined));
    return running;
  };
}
