import type { Client } from 'pg';
import type { DatabaseName } from '../database-engine.js';
import type { ConnectionLane, LaneTarget } from './connection-lane.js';
import { openingError } from './postgres-errors.js';
import type { PostgresOptions } from './postgres-options.js';
import { DEFAULT_LIMITS, PostgresServer } from './postgres-server.js';
import { LaneRoles } from './role-rows.js';
import { ServerAddress } from './server-address.js';
import { assertStamp } from './stamp.js';
import { TenantRoles } from './tenant-roles.js';
import { inTransaction, READING } from './transactions.js';

/** Statements on a client, without parameters. */
export type Run = (sql: string) => Promise<unknown[]>;

export const runner =
  (client: Client): Run =>
  async (sql) =>
    (await client.query<object>(sql)).rows;

/** The ways into databases: for those who are served, as the database's own role; for everything else, as the admin. */
export class PostgresAccess {
  /** Databases that are open in this process, once for each DataSource. */
  private readonly open: DatabaseName[] = [];

  private constructor(
    readonly server: PostgresServer,
    readonly roles: TenantRoles,
  ) {}

  static of({ masterUrl, adminUrl, key, formerKeys = [], limits, roles }: PostgresOptions): PostgresAccess {
    const server = new PostgresServer(new ServerAddress(masterUrl, adminUrl), { ...DEFAULT_LIMITS, ...limits });
    const rows = roles ?? new LaneRoles(server.masterLane());
    return new PostgresAccess(server, new TenantRoles(server, [key, ...formerKeys], rows));
  }

  nameOf(name: DatabaseName): string {
    return this.server.address.nameOf(name);
  }

  /**
   * Whether somebody in this process has a database open, with or without a connection at the moment; of other processes
   * only connections can be seen.
   */
  hasOpen(name: DatabaseName): boolean {
    return this.open.includes(name);
  }

  /** Connections of whoever serves a database; to one that is nobody's, those of the admin. */
  lane(name: DatabaseName, stamp: number | undefined): ConnectionLane {
    const check: LaneTarget['check'] = (client) => assertStamp(client, name, stamp);
    if (name === 'master') return this.server.masterLane({ check });
    const { address } = this.server;
    const url = async (): Promise<string> =>
      stamp === undefined ? address.forAdmin(name) : address.of(name, await this.roles.credentialsOf(stamp));
    const onOpen = (): void => {
      this.open.push(name);
    };
    const onClose = (): void => {
      this.open.splice(this.open.indexOf(name), 1);
    };
    return this.server.tenantLane({ name, url, check, onOpen, onClose });
  }

  /** Work on a database as who makes them. @throws DatabaseMissingError, ForeignDatabaseError, DatabaseUnreachableError, … */
  async asAdmin<T>(name: DatabaseName, stamp: number | undefined, work: (client: Client) => Promise<T>): Promise<T> {
    try {
      return await this.server.asAdmin(name, async (client) => {
        await assertStamp(client, name, stamp);
        return work(client);
      });
    } catch (error) {
      throw openingError(error, name);
    }
  }

  /** One reading statement on a database as it is at one moment. */
  read(name: DatabaseName, stamp: number | undefined, sql: string): Promise<unknown[]> {
    return this.asAdmin(name, stamp, (client) => inTransaction(client, READING, () => runner(client)(sql)));
  }

  async close(): Promise<void> {
    await this.roles.close();
    await this.server.close();
  }
}
