import { CookieSession, createMedadminClient } from '../api/index.js';
import { askForProof } from './proof.js';
import { provingSession } from './proving-session.js';
import { SharedMoment } from './shared-moment.js';
import { VisitingSession } from './visiting-session.js';
import type { Visit } from './visit.js';

type Listener = () => void;
const ended = new Set<Listener>();
const enrolments = new Set<Listener>();
const visitsOver = new Set<(visit: Visit) => void>();
const renewed = new SharedMoment('medadmin.renewed');

/** The session of whoever is signed in here; it is in cookies that no script can read. */
const session = new CookieSession({ onEnded: () => ended.forEach((listener) => listener()) });
const visiting = new VisitingSession(session, (visit) => visitsOver.forEach((listener) => listener(visit)));

/** The API as whoever is signed in here. */
export const api = createMedadminClient({
  baseUrl: location.origin,
  session: provingSession(visiting, {
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

/** Calls back when a request shows that a superuser's visit to a clinic is over. */
export function onVisitOver(listener: (visit: Visit) => void): void {
  visitsOver.add(listener);
}
