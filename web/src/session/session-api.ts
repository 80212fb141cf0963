import { CookieSession, createMedadminClient } from '../api/index.js';
import { askForProof } from './proof.js';
import { provingSession } from './proving-session.js';
import { SharedMoment } from './shared-moment.js';

type Listener = () => void;
const ended = new Set<Listener>();
const enrolments = new Set<Listener>();
const renewed = new SharedMoment('medadmin.renewed');

/** The session of whoever is signed in here; it is in cookies that no script can read. */
const session = new CookieSession({ onEnded: () => ended.forEach((listener) => listener()) });

/** The API as whoever is signed in here. */
export const api = createMedadminClient({
  baseUrl: location.origin,
  session: provingSession(session, {
    prove: askForProof,
    enrol: () => enrolments.forEach((listener) => listener()),
  }),
});

/** Whether the browser holds a session, as far as can be told without asking. */
export function isSessionThere(): boolean {
  return session.isThere;
}

/** Keeps the session going. @returns whether it goes on. */
export async function renew(): Promise<boolean> {
  // First, so that this tab and the others leave it at one.
  renewed.set(Date.now());
  return session.renew().catch(() => true);
}

/** When the session was begun or kept going for the last time, in milliseconds since 1970. */
export function lastRenewal(): number {
  return renewed.get();
}

/** To be said when signing in: the cookies are new. */
export function sessionBegan(): void {
  renewed.set(Date.now());
}

/** Calls back when a request shows that the session is over. */
export function onSessionEnded(listener: Listener): void {
  ended.add(listener);
}

/** Calls back when a request shows that nothing is open before a second factor is set up. */
export function onEnrolmentNeeded(listener: Listener): void {
  enrolments.add(listener);
}
