export { CookieSessions } from './cookie-sessions.js';
export type { CookieSession } from './cookie-sessions.js';
export { SessionInCookies } from './session-in-cookies.js';
