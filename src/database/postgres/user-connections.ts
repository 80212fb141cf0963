import type { Client } from 'pg';

/** A connection that nobody uses, and whose it is. */
export interface IdleConnection<User> {
  readonly user: User;
  readonly client: Client;
}

/** A connection of a user, in use or not. */
interface Held<User> extends IdleConnection<User> {
  /** Since when nobody uses it, in milliseconds of `performance.now()`; undefined while somebody does. */
  idleSinceMs: number | undefined;
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
    const held: Held<User> = { user, client, idleSinceMs: undefined };
    const others = this.byUser.get(user);
    if (others === undefined) this.byUser.set(user, [held]);
    else others.push(held);
    client.once('end', () => {
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

  /** Nobody uses it any more. */
  rest(user: User, client: Client): void {
    const held = this.byUser.get(user)?.find((each) => each.client === client);
    if (held === undefined || held.idleSinceMs !== undefined) return;
    held.idleSinceMs = performance.now();
    this.idleCount += 1;
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

  /**
   * The idle one that can best be done without: one that was not used for so many milliseconds, else one of somebody who has
   * more, else, of each kind, the one that was not used for longest.
   */
  mostDispensable(unusedMs: number): IdleConnection<User> | undefined {
    const { oldest, spare } = this.longestIdle();
    return this.isUnused(oldest, unusedMs) ? oldest : (spare ?? oldest);
  }

  /** The one that was not used for longest, if that is so many milliseconds. */
  unused(unusedMs: number): IdleConnection<User> | undefined {
    const { oldest } = this.longestIdle();
    return this.isUnused(oldest, unusedMs) ? oldest : undefined;
  }

  /** Those that nobody uses, and nobody has used for so many milliseconds. */
  idle(unusedMs = 0): IdleConnection<User>[] {
    return [...this.byUser.values()].flat().filter((held) => this.isUnused(held, unusedMs));
  }

  /** Asked for each of hundreds who wait, whenever a connection is given back: no lists are made, and mostly nothing is idle. */
  private longestIdle(): Record<'oldest' | 'spare', Held<User> | undefined> {
    let oldest: Held<User> | undefined;
    let spare: Held<User> | undefined;
    if (this.idleCount === 0) return { oldest, spare };
    for (const all of this.byUser.values()) {
      for (const held of all) {
        if (held.idleSinceMs === undefined) continue;
        if (held.idleSinceMs < (oldest?.idleSinceMs ?? Infinity)) oldest = held;
        if (all.length > 1 && held.idleSinceMs < (spare?.idleSinceMs ?? Infinity)) spare = held;
      }
    }
    return { oldest, spare };
  }

  private isUnused(held: Held<User> | undefined, unusedMs: number): held is Held<User> {
    return (held?.idleSinceMs ?? Infinity) <= performance.now() - unusedMs;
  }
}
