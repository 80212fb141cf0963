export { api } from './session-api.js';
export { IdleWatch } from './IdleWatch.js';
export { meQuery } from './me.js';
export type { Identity, Role } from './me.js';
export { signedIn, signOut, watchSession } from './sign-out.js';
export type { EndReason } from './sign-out.js';
export { may } from './may.js';
export type { Subscription } from './use-session.js';
export { MeContext, useAccess, useMe, useSubscription, subscriptionQuery } from './use-session.js';
