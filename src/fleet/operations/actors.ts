import { programActor } from '../../common/index.js';
import type { Actor, Principal } from '../../common/index.js';

/** Who is told to have done something by a command. */
export const COMMAND_ACTOR = 'command';
/** Who is told to have done what the clock brings. */
export const SCHEDULE_ACTOR = 'schedule';

/** Who does something: `command`, `schedule`, `user:12`, or with where from and in which request. */
export type OperationActor = string | Actor;

/** Who is told to have done something over HTTP. */
export function userActor({ userId }: Pick<Principal, 'userId'>): string {
  return `user:${userId}`;
}

/** As the log of operations tells it. */
export function nameOfActor(actor: OperationActor): string {
  if (typeof actor === 'string') return actor;
  return actor.userId === null ? (actor.role ?? COMMAND_ACTOR) : userActor({ userId: actor.userId });
}

/** As a company's own log tells it. */
export function auditActor(actor: OperationActor): Actor {
  if (typeof actor !== 'string') return actor;
  const [, userId] = /^user:(\d+)$/.exec(actor) ?? [];
  if (userId !== undefined) return { ...programActor('command'), role: null, userId: Number(userId) };
  return programActor(actor === SCHEDULE_ACTOR ? 'schedule' : 'command');
}
