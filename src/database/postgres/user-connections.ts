import type { Client } from 'pg';

/** A connection that nobody uses, and whose it is. */
export interface IdleConnection<User> {
  readonly user: User;
  readonly client: Client;
}

/** Allows to end an idle connection that was not used for so long: a user's last one, or one of several. */
export interface PlaceRule {
  readonly which: 'spare' | 'last';
  readonly unusedMs: number;
}

/** A connection of a user, in use or not. */
interface Held<User> extends IdleConnection<User> {
  /** Since when nobody uses it, in milliseconds of `performance.now()`; undefined while somebody does. */
  idleSinceMs: number | undefined;
  /** Whether the server has ended it, which whoever uses it does not notice between two statements. */
  hasEnded: boolean;
}

/**
 * The open connections of many users, and which of them nobody uses. Its collections change when connections are made and
 * ended only, not whenever one is used: see Bag for what that would cost.
 */
export class UserConnections<User extends object> {
  private readonly byUser = new Map<User, Held<User>[]>();
  private idleCount = 0;

  /** @param onLoss is told of one that ended while nobody used it. */
  constructor(private readonly onLoss: (user: User, client: Client) => void) {}

  /** One was made, and is in use. */
  add(user: User, client: Client): void {
    const held: Held<User> = { user, client, idleSinceMs: undefined, hasEnded: false };
    const others = this.byUser.get(user);
    if (others === undefined) this.byUser.set(user, [held]);
    else others.push(held);
    client.once('end', () => {
      held.hasEnded = true;
      if (held.idleSinceMs !== undefined) this.onLoss(user, client);
    });
  }

  /** @returns whether it was there. */
  remove(user: User, client: Client): boolean {
    const all = this.byUser.get(user) ?? [];
    const index = all.findIndex((held) => held.client === client);
    if (index < 0) return false;
    if (all[index]?.idleSinceMs !== undefined) this.idleCount -= 1;
    all.splice(index, 1);
    if (all.length === 0) this.byUser.delete(user);
    return true;
  }

  /** Nobody uses it any more. @returns whether it can be used again. */
  rest(user: User, client: Client): boolean {
    const held = this.byUser.get(user)?.find((each) => each.client === client);
    if (held === undefined || held.hasEnded) return false;
    if (held.idleSinceMs === undefined) this.idleCount += 1;
    held.idleSinceMs ??= performance.now();
    return true;
  }

  /** Takes the one of a user that was used last into use. @returns undefined where none is idle. */
  wakeLast(user: User): Client | undefined {
    let last: Held<User> | undefined;
    for (const held of this.byUser.get(user) ?? [])
      if (held.idleSinceMs !== undefined && held.idleSinceMs >= (last?.idleSinceMs ?? 0)) last = held;
    if (last === undefined) return undefined;
    last.idleSinceMs = undefined;
    this.idleCount -= 1;
    return last.client;
  }

  /** The idle one that the first rule which applies to any of them allows to be ended. */
  dispensable(rules: readonly PlaceRule[]): IdleConnection<User> | undefined {
    if (this.idleCount === 0 || rules.length === 0) return undefined;
    const longestIdle = this.longestIdle();
    const now = performance.now();
    for (const { which, unusedMs } of rules) {
      const held = longestIdle[which];
      if (held?.idleSinceMs !== undefined && now - held.idleSinceMs >= unusedMs) return held;
    }
    return undefined;
  }

  /** How many a user has, used or not. */
  countOf(user: User): number {
    return this.byUser.get(user)?.length ?? 0;
  }

  /** Those that nobody uses, and nobody has used for so many milliseconds. */
  idle(unusedMs = 0): IdleConnection<User>[] {
    const latest = performance.now() - unusedMs;
    return [...this.byUser.values()].flat().filter(({ idleSinceMs }) => (idleSinceMs ?? Infinity) <= latest);
  }

  /** Asked for each of hundreds who wait, whenever a connection is given back: no lists are made. */
  private longestIdle(): Partial<Record<PlaceRule['which'], Held<User>>> {
    let spare: Held<User> | undefined;
    let last: Held<User> | undefined;
    for (const all of this.byUser.values()) {
      for (const held of all) {
        if (held.idleSinceMs === undefined) continue;
        if (all.length === 1) last = olderOf(last, held);
        else spare = olderOf(spare, held);
      }
    }
    return { ...(spare && { spare }), ...(last && { last }) };
  }
}

function olderOf<User>(one: Held<User> | undefined, other: Held<User>): Held<User> {
  return (one?.idleSinceMs ?? Infinity) <= (other.idleSinceMs ?? Infinity) ? one! : other;
}
