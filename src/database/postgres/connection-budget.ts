import type { Client } from 'pg';
import { DatabaseClosedError, NoConnectionFreeError } from '../database.errors.js';
import { endQuietly } from './connect.js';
import { ConnectionCounts } from './connection-counts.js';
import { PATIENCE_MS, rulesFor } from './place-rules.js';
import { UserConnections } from './user-connections.js';
import type { IdleConnection } from './user-connections.js';

/** Connections that nobody has used for so long, in milliseconds, are closed. */
const IDLE_MS = 60_000;
const LOOK_MS = 10_000;
/** While somebody waits it is looked so often, in milliseconds, what has not been used for long enough by now. */
const WAITING_LOOK_MS = 50;

/** Who uses connections of its own: one DataSource, with its database and its role. */
export interface ConnectionUser {
  /** Safe to show in errors. */
  readonly name: string;
  /** Connections that it may have at once. */
  readonly most: number;
  /** Makes one more. @throws errors of ours. */
  open(): Promise<Client>;
}

interface Waiter {
  readonly user: ConnectionUser;
  readonly resolve: (client: Client) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: NodeJS.Timeout;
  readonly sinceMs: number;
}

/**
 * The connections of this process to one server: never more than so many, over all databases. A database that is not in
 * use keeps its last connections only until somebody else needs their place; who finds none free waits for a turn.
 */
export class ConnectionBudget {
  private readonly connections = new UserConnections<ConnectionUser>((user, client) => void this.end(user, client));
  private readonly counts = new ConnectionCounts<ConnectionUser>();
  private readonly closed = new WeakSet<ConnectionUser>();
  private waiters: Waiter[] = [];
  private reaper: NodeJS.Timeout | undefined;
  private looking: NodeJS.Timeout | undefined;
  /** When somebody who had connections took somebody else's last one. */
  private lastTakenMs = -Infinity;

  /**
   * @param most connections at once.
   * @param waitMs longest wait for one, in milliseconds.
   */
  constructor(
    readonly most: number,
    private readonly waitMs: number,
  ) {}

  /** Open now, used or not. */
  get openCount(): number {
    return this.counts.total;
  }

  /**
   * A connection, which the caller must give back.
   * @throws NoConnectionFreeError; DatabaseClosedError after `close`; what making a connection throws.
   */
  take(user: ConnectionUser): Promise<Client> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiters = this.waiters.filter((each) => each !== waiter);
        reject(new NoConnectionFreeError(this.waitMs));
      }, this.waitMs);
      const waiter: Waiter = { user, resolve, reject, timer, sinceMs: performance.now() };
      this.waiters.push(waiter);
      this.serve();
      if (this.waiters.length > 0) this.looking ??= setInterval(() => this.serve(), WAITING_LOOK_MS).unref();
    });
  }

  /** @param isBroken it must not be used again. */
  giveBack(user: ConnectionUser, client: Client, isBroken: boolean): void {
    if (isBroken || this.closed.has(user) || !this.connections.rest(user, client)) {
      void this.end(user, client);
      return;
    }
    this.reaper ??= setInterval(() => this.reap(), LOOK_MS).unref();
    this.serve();
  }

  /** Ends a user's connections; those in use when they are given back. Nobody gets another one. */
  async close(user: ConnectionUser): Promise<void> {
    this.closed.add(user);
    await this.endAll(this.connections.idle().filter((idle) => idle.user === user));
    this.serve();
    await this.counts.untilNone(user, this.waitMs);
  }

  /** Ends all that nobody uses. */
  async shutDown(): Promise<void> {
    clearInterval(this.reaper);
    this.reaper = undefined;
    await this.endAll(this.connections.idle());
  }

  /** Gives connections to those who wait, first come first served, as far as there are any. */
  private serve(): void {
    if (this.waiters.length > 0) this.waiters = this.waiters.filter((waiter) => !this.tryServe(waiter));
    if (this.waiters.length > 0) return;
    clearInterval(this.looking);
    this.looking = undefined;
  }

  /** @returns whether it need not wait any more. */
  private tryServe(waiter: Waiter): boolean {
    const { user } = waiter;
    if (this.closed.has(user)) return settle(waiter, () => waiter.reject(new DatabaseClosedError(user.name)));
    const own = this.connections.wakeLast(user);
    if (own !== undefined) return settle(waiter, () => waiter.resolve(own));
    const count = this.counts.of(user);
    // One that is just being made serves all of this user's, as a rule; it takes much longer than what it is made for.
    const isChanging = count > this.connections.countOf(user) && performance.now() - waiter.sinceMs < PATIENCE_MS;
    if (count >= user.most || isChanging) return false;
    if (this.counts.total < this.most) return settle(waiter, () => void this.open(waiter, Promise.resolve()));
    const other = this.placeFor(waiter);
    if (other === undefined) return false;
    // Its place is taken at once, so that nobody else closes another one for the same purpose.
    const ended = this.end(other.user, other.client);
    return settle(waiter, () => void this.open(waiter, ended));
  }

  /** The idle connection whose place may be taken. */
  private placeFor({ user, sinceMs }: Waiter): IdleConnection<ConnectionUser> | undefined {
    const now = performance.now();
    const count = this.counts.of(user);
    const rules = rulesFor({ count, waitedMs: now - sinceMs, quietMs: now - this.lastTakenMs });
    const place = this.connections.dispensable(rules);
    if (place !== undefined && count > 0 && this.connections.countOf(place.user) === 1) this.lastTakenMs = now;
    return place;
  }

  private async open({ user, resolve, reject }: Waiter, before: Promise<void>): Promise<void> {
    this.counts.add(user, 1);
    try {
      await before;
      const client = await user.open();
      this.connections.add(user, client);
      resolve(client);
    } catch (error) {
      this.counts.add(user, -1);
      reject(error);
      this.serve();
    }
  }

  private reap(): void {
    void this.endAll(this.connections.idle(IDLE_MS));
  }

  private async endAll(connections: readonly IdleConnection<ConnectionUser>[]): Promise<void> {
    await Promise.all(connections.map(({ user, client }) => this.end(user, client)));
  }

  private async end(user: ConnectionUser, client: Client): Promise<void> {
    // One that is lost while it is ended is ended already.
    if (!this.connections.remove(user, client)) return;
    await endQuietly(client);
    // Only now: the server counts a connection until it is closed.
    this.counts.add(user, -1);
    this.serve();
  }
}

function settle({ timer }: Waiter, act: () => void): true {
  clearTimeout(timer);
  act();
  return true;
}
