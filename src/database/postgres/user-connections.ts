import type { Client } from 'pg';

/** A connection of a user, in use or not. */
interface Held<User> {
  readonly user: User;
  readonly client: Client;
  /** Since when nobody uses it, in milliseconds of `performance.now()`; undefined while somebody does. */
  idleSinceMs: number | undefined;
}

/**
 * The open connections of many users, and which of them nobody uses. Its collections change when connections are made and
 * ended only, not whenever one is used: see Bag for what that would cost.
 */
export class UserConnections<User extends object> {
  private readonly byUser = new Map<User, Held<User>[]>();

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
    all.splice(index, 1);
    if (all.length === 0) this.byUser.delete(user);
    return true;
  }

  /** Nobody uses it any more. */
  rest(user: User, client: Client): void {
    const held = this.byUser.get(user)?.find((each) => each.client === client);
    if (held !== undefined) held.idleSinceMs = performance.now();
  }

  /** Takes the one of a user that was used last into use. @returns undefined where none is idle. */
  wakeLast(user: User): Client | undefined {
    let last: Held<User> | undefined;
    for (const held of this.byUser.get(user) ?? [])
      if (held.idleSinceMs !== undefined && held.idleSinceMs >= (last?.idleSinceMs ?? 0)) last = held;
    if (last !== undefined) last.idleSinceMs = undefined;
    return last?.client;
  }

  /**
   * The one that was not used for longest, of somebody who has more than one, if any.
   * @param unusedMs only of those that were not used for so long.
   */
  mostDispensable(unusedMs: number): { readonly user: User; readonly client: Client } | undefined {
    const [oldest] = this.idle(unusedMs).sort(
      (a, b) => Number(this.hasMore(b.user)) - Number(this.hasMore(a.user)) || a.idleSinceMs! - b.idleSinceMs!,
    );
    return oldest;
  }

  /** Those that nobody uses, and nobody has used for so many milliseconds. */
  idle(unusedMs = 0): Held<User>[] {
    const limitMs = performance.now() - unusedMs;
    return [...this.byUser.values()].flat().filter(({ idleSinceMs }) => (idleSinceMs ?? Infinity) <= limitMs);
  }

  private hasMore(user: User): boolean {
    return (this.byUser.get(user)?.length ?? 0) > 1;
  }
}
