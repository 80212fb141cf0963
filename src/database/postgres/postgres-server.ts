import type { Client } from 'pg';
import { ProblemError } from '../../common/index.js';
import type { DatabaseName } from '../database-engine.js';
import { DatabaseUnreachableError } from '../database.errors.js';
import { ConnectionBudget } from './connection-budget.js';
import { ConnectionLane } from './connection-lane.js';
import type { LaneTarget } from './connection-lane.js';
import { isConnectionLoss } from './postgres-errors.js';
import type { ServerAddress } from './server-address.js';

/** How many connections a process may open, and how long work waits for one. */
export interface ConnectionLimits {
  readonly budget: number;
  /** Longest wait in milliseconds. */
  readonly waitMs: number;
  /** Connections of one company at once. */
  readonly perTenant: number;
}

export const DEFAULT_LIMITS: ConnectionLimits = { budget: 80, waitMs: 5_000, perTenant: 4 };

/** See PostgresNews. */
const LISTENING = 1;

/**
 * The connections of this process to one server, in three parts: who holds a connection to a company's database may wait
 * for one to the master database, and who holds that one for one of those that make databases, but never the other way
 * round. In one part they would all wait for each other.
 */
export class PostgresServer {
  readonly tenants: ConnectionBudget;
  readonly master: ConnectionBudget;
  private readonly admin: ConnectionBudget;
  private readonly home: ConnectionLane;

  constructor(
    readonly address: ServerAddress,
    private readonly limits: ConnectionLimits,
  ) {
    const admin = Math.max(2, Math.floor(limits.budget / 10));
    const master = Math.max(2, Math.floor(limits.budget / 4));
    this.admin = new ConnectionBudget(admin, limits.waitMs);
    this.master = new ConnectionBudget(master, limits.waitMs);
    this.tenants = new ConnectionBudget(Math.max(1, limits.budget - admin - master - LISTENING), limits.waitMs);
    this.home = this.adminLane(undefined);
  }

  /** Connections to the master database, for the role that serves it. */
  masterLane(target: Partial<LaneTarget> = {}): ConnectionLane {
    const url = (): Promise<string> => Promise.resolve(this.address.of('master'));
    return new ConnectionLane(this.master, { name: 'master', url, ...target }, this.master.most);
  }

  /** Connections to a company's database. */
  tenantLane(target: LaneTarget): ConnectionLane {
    return new ConnectionLane(this.tenants, target, Math.min(this.limits.perTenant, this.tenants.most));
  }

  /** Statements about databases and roles, outside of any of ours. @throws DatabaseUnreachableError; the server's own. */
  async atHome<T>(work: (client: Client) => Promise<T>): Promise<T> {
    try {
      return await this.home.use(work);
    } catch (error) {
      if (error instanceof ProblemError || !isConnectionLoss(error)) throw error;
      throw new DatabaseUnreachableError(error);
    }
  }

  /** Work on one of our databases as who makes them; nothing is connected to it afterwards. */
  async asAdmin<T>(name: DatabaseName, work: (client: Client) => Promise<T>): Promise<T> {
    const lane = this.adminLane(name);
    try {
      return await lane.use(work);
    } finally {
      await lane.close();
    }
  }

  /** Ends what is not in use. */
  async close(): Promise<void> {
    await Promise.all([this.tenants, this.master, this.admin].map((budget) => budget.shutDown()));
  }

  private adminLane(name: DatabaseName | undefined): ConnectionLane {
    const url = (): Promise<string> => Promise.resolve(this.address.forAdmin(name));
    return new ConnectionLane(this.admin, { name: name ?? 'server', url }, this.admin.most);
  }
}
