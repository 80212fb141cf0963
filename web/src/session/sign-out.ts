import type { QueryClient } from '@tanstack/react-query';
import { api, onEnrolmentNeeded, onSessionEnded, sessionBegan } from './session-api.js';
import { meQuery } from './me.js';
import type { Identity } from './me.js';
import { SharedMoment } from './shared-moment.js';
import { onNewsFromOtherTabs, tellOtherTabs } from './tabs.js';
import { keepVisit } from './visit.js';

export const lastActive = new SharedMoment('medadmin.active');

/** Why somebody is asked to sign in again. */
export type EndReason = 'idle' | 'ended' | 'signed-out';

interface Browser {
  readonly queries: QueryClient;
  /** Shows the page for signing in. */
  readonly leave: (reason: EndReason) => void;
  /** Shows where a second factor is set up, before which nothing else is open. */
  readonly enrol: () => void;
  /** Shows what is there anew, for somebody else. */
  readonly reload: () => void;
}

let browser: Browser | undefined;

/** To be called once, before the first page is shown. */
export function watchSession(watcher: Browser): void {
  browser = watcher;
  onSessionEnded(() => forget('ended'));
  onEnrolmentNeeded(() => watcher.enrol());
  onNewsFromOtherTabs((news) => {
    if (news === 'ended') forget('signed-out');
    else void watcher.queries.resetQueries().then(() => watcher.reload());
  });
}

/** What follows signing in: this tab knows who it is, the others look again. */
export function signedIn(identity: Identity): void {
  const now = Date.now();
  lastActive.set(now);
  sessionBegan();
  become(identity);
  tellOtherTabs('began');
}

/** Ends the session on the server and removes what this tab knows. Without a network only the latter. */
export async function signOut(reason: EndReason = 'signed-out'): Promise<void> {
  await api.POST('/api/auth/logout', { body: {} }).catch(() => undefined);
  forget(reason);
  tellOtherTabs('ended');
}

function forget(reason: EndReason): void {
  keepVisit(undefined);
  become(null);
  browser?.leave(reason);
}

/** First nobody's pages are shown any more, then what they had shown is removed. */
function become(identity: Identity | null): void {
  browser?.queries.setQueryData(meQuery.queryKey, identity);
  browser?.queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] });
}
