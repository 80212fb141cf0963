import type { Client } from 'pg';
import { DatabaseClosedError, NoConnectionFreeError } from '../database.errors.js';
import { endQuietly } from './connect.js';
import { ConnectionCounts } from './connection-counts.js';

/** Connections that nobody has used for so long, in milliseconds, are closed. */
const IDLE_MS = 60_000;
const LOOK_MS = 10_000;
/**
 * Whoever has connections, all in use, gets one of them back in a moment, as a rule. To open one more in another's place takes
 * longer, and the other will want it again: with as many busy databases as places, all would do nothing but connect.
 */
const PATIENCE_MS = 100;
/** Timers may come so much too early. */
const TIMER_MS = 2;

/** Who uses connections of its own: one DataSource, with its database and its role. */
export interface ConnectionUser {
  /** Safe to show in errors. */
  readonly name: string;
  /** Connections that it may have at once. */
  readonly most: number;
  /** Makes one more. @throws errors of ours. */
  open(): Promise<Client>;
}

interface Idle {
  readonly user: ConnectionUser;
  readonly sinceMs: number;
  readonly onLoss: () => void;
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
  /** Least recently used first. */
  private readonly idle = new Map<Client, Idle>();
  private readonly counts = new ConnectionCounts<ConnectionUser>();
  private readonly closed = new WeakSet<ConnectionUser>();
  private waiters: Waiter[] = [];
  private reaper: NodeJS.Timeout | undefined;

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
      if (this.waiters.includes(waiter)) setTimeout(() => this.serve(), PATIENCE_MS + TIMER_MS).unref();
    });
  }

  /** @param isBroken it must not be used again. */
  giveBack(user: ConnectionUser, client: Client, isBroken: boolean): void {
    if (isBroken || this.closed.has(user)) {
      void this.end(user, client);
      return;
    }
    this.rest(user, client);
    this.serve();
  }

  /** Ends a user's connections; those in use when they are given back. Nobody gets another one. */
  async close(user: ConnectionUser): Promise<void> {
    this.closed.add(user);
    const unused = [...this.idle].filter(([, idle]) => idle.user === user).map(([client]) => client);
    await Promise.all(unused.map((client) => this.endIdle(client)));
    this.serve();
    await this.counts.untilNone(user, this.waitMs);
  }

  /** Ends all that nobody uses. */
  async shutDown(): Promise<void> {
    clearInterval(this.reaper);
    this.reaper = undefined;
    await Promise.all([...this.idle.keys()].map((client) => this.endIdle(client)));
  }

  /** Gives connections to those who wait, first come first served, as far as there are any. */
  private serve(): void {
    this.waiters = this.waiters.filter((waiter) => !this.tryServe(waiter));
  }

  /** @returns whether it need not wait any more. */
  private tryServe(waiter: Waiter): boolean {
    const { user } = waiter;
    if (this.closed.has(user)) return settle(waiter, () => waiter.reject(new DatabaseClosedError(user.name)));
    const own = this.lastIdleOf(user);
    if (own !== undefined) {
      this.wake(own);
      return settle(waiter, () => waiter.resolve(own));
    }
    if (this.counts.of(user) >= user.most) return false;
    if (this.counts.total < this.most) return settle(waiter, () => void this.open(waiter, Promise.resolve()));
    const oldest = this.idle.entries().next().value;
    if (oldest === undefined || this.isPatient(waiter)) return false;
    // Its place is taken at once, so that nobody else closes another one for the same purpose.
    const ended = this.endIdle(oldest[0]);
    return settle(waiter, () => void this.open(waiter, ended));
  }

  private isPatient({ user, sinceMs }: Waiter): boolean {
    return this.counts.of(user) > 0 && performance.now() - sinceMs < PATIENCE_MS;
  }

  private async open({ user, resolve, reject }: Waiter, before: Promise<void>): Promise<void> {
    this.counts.add(user, 1);
    try {
      await before;
      resolve(await user.open());
    } catch (error) {
      this.counts.add(user, -1);
      reject(error);
      this.serve();
    }
  }

  private rest(user: ConnectionUser, client: Client): void {
    const onLoss = (): void => {
      if (this.idle.has(client)) void this.endIdle(client);
    };
    client.once('end', onLoss);
    this.idle.set(client, { user, onLoss, sinceMs: performance.now() });
    this.reaper ??= setInterval(() => this.reap(), LOOK_MS).unref();
  }

  private wake(client: Client): void {
    const idle = this.idle.get(client);
    if (idle) client.removeListener('end', idle.onLoss);
    this.idle.delete(client);
  }

  private reap(): void {
    const limitMs = performance.now() - IDLE_MS;
    for (const [client, { sinceMs }] of this.idle) if (sinceMs < limitMs) void this.endIdle(client);
  }

  private async endIdle(client: Client): Promise<void> {
    const idle = this.idle.get(client);
    if (idle === undefined) return;
    this.wake(client);
    await this.end(idle.user, client);
  }

  private async end(user: ConnectionUser, client: Client): Promise<void> {
    await endQuietly(client);
    // Only now: the server counts a connection until it is closed.
    this.counts.add(user, -1);
    this.serve();
  }

  private lastIdleOf(user: ConnectionUser): Client | undefined {
    if (this.counts.of(user) === 0) return undefined;
    let found: Client | undefined;
    for (const [client, idle] of this.idle) if (idle.user === user) found = client;
    return found;
  }
}

function settle({ timer }: Waiter, act: () => void): true {
  clearTimeout(timer);
  act();
  return true;
}
