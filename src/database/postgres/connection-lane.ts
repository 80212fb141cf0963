import type { Client } from 'pg';
import type { ConnectionBudget, ConnectionUser } from './connection-budget.js';
import { connect } from './connect.js';
import { codeOf, openingError } from './postgres-errors.js';
import { PreparedStatements } from './prepared-statements.js';

/** How to reach a database, and whose it must be. */
export interface LaneTarget {
  /** Logical name, safe to show in errors. */
  readonly name: string;
  /** A URL with user and password; asked for at the first connection, and again when they are refused. */
  readonly url: () => Promise<string>;
  /** Looks whether it is the right database; once for each connection. @throws errors of ours. */
  readonly check?: (client: Client) => Promise<void>;
  /** Are told when a DataSource is opened, and when its last connection has ended. */
  readonly onOpen?: () => void;
  readonly onClose?: () => void;
}

/** The connections of one DataSource, out of a budget that many share. */
export class ConnectionLane implements ConnectionUser {
  private url: Promise<string> | undefined;
  private isOpen = false;

  constructor(
    private readonly budget: ConnectionBudget,
    private readonly target: LaneTarget,
    readonly most: number,
  ) {}

  get name(): string {
    return this.target.name;
  }

  /** @throws NoConnectionFreeError, DatabaseClosedError, DatabaseMissingError, DatabaseUnreachableError, … */
  take(): Promise<Client> {
    return this.budget.take(this);
  }

  giveBack(client: Client, isBroken: boolean): void {
    this.budget.giveBack(this, client, isBroken);
  }

  /** Runs `work` with a connection. A failure of any kind ends the connection: nobody knows what it left. */
  async use<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = await this.take();
    let isBroken = true;
    try {
      const result = await work(client);
      isBroken = false;
      return result;
    } finally {
      this.giveBack(client, isBroken);
    }
  }

  /** Ends its connections, those in use when they are given back. Nobody gets another one. */
  async close(): Promise<void> {
    await this.budget.close(this);
    if (this.isOpen) this.target.onClose?.();
    this.isOpen = false;
  }

  /** Makes sure that the database can be reached and is the right one. */
  async probe(): Promise<void> {
    this.giveBack(await this.take(), false);
    this.isOpen = true;
    this.target.onOpen?.();
  }

  async open(): Promise<Client> {
    try {
      this.url ??= this.target.url();
      const client = await connect(await this.url);
      await this.inspect(client).catch(async (error: unknown) => {
        await client.end().catch(() => undefined);
        throw error;
      });
      return client;
    } catch (error) {
      // A password that is not right any more may have been changed.
      if (codeOf(error) !== '57P03') this.url = undefined;
      throw openingError(error, this.name);
    }
  }
  private async inspect(client: Client): Promise<void> {
    await this.target.check?.(client);
    await PreparedStatements.allowOn(client);
  }
}
