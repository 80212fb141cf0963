import type { Principal } from '../../common/index.js';

/** Who is told to have done something by a command. */
export const COMMAND_ACTOR = 'command';
/** Who is told to have done what the clock brings. */
export const SCHEDULE_ACTOR = 'schedule';

/** Who is told to have done something over HTTP. */
export function userActor({ userId }: Pick<Principal, 'userId'>): string {
  return `user:${userId}`;
}
