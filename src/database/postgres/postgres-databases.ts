import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { DatabaseName } from '../database-engine.js';
import { DatabaseBusyError, DatabaseMissingError } from '../database.errors.js';
import { codeOf } from './postgres-errors.js';
import { literal, quoted } from './postgres-names.js';
import type { PostgresServer } from './postgres-server.js';
import { closeToPublic, NEW_DATABASE } from './rights.js';
import { stampOf } from './stamp.js';

const DATABASE_EXISTS = '42P04';
const NO_DATABASE = '3D000';
/** Somebody is connected to the database. */
const IN_USE = '55006';
const USE_PAUSE_MS = 50;
/** Longest wait for whoever looks at a template to be done, in milliseconds. */
const TEMPLATE_WAIT_MS = 20_000;

/** From this version on the server itself knows how to compare text by code point and to change its case. */
const BUILTIN_LOCALES = 170_000;

/** Databases on one server as things that are made, renamed and removed. */
export class PostgresDatabases {
  constructor(private readonly server: PostgresServer) {}

  exists(name: DatabaseName): Promise<boolean> {
    return this.server.atHome(async (client) => (await oidOf(client, this.nameOf(name))) !== undefined);
  }

  /** Makes an empty database into which nobody is let; an existing one is left as it is. */
  async create(name: DatabaseName): Promise<void> {
    const database = this.nameOf(name);
    const isNew = await this.server.atHome(async (client) => {
      if ((await oidOf(client, database)) !== undefined) return false;
      const sql = `CREATE DATABASE ${quoted(database)} TEMPLATE template0 ENCODING 'UTF8' ${await localeOf(client)}`;
      return client.query(sql).then(() => true, falseIf(DATABASE_EXISTS));
    });
    if (!isNew) return;
    await this.server.atHome(async (client) => {
      await closeToPublic(client, database);
      await client.query(`COMMENT ON DATABASE ${quoted(database)} IS ${literal(new Date().toISOString())}`);
    });
    await this.server.asAdmin(name, async (client) => {
      await client.query(NEW_DATABASE.join('; '));
    });
  }

  /** @throws DatabaseMissingError when there is no template; the server's own error when `name` exists. */
  async copy(template: DatabaseName, name: DatabaseName): Promise<void> {
    const database = this.nameOf(name);
    const sql = `CREATE DATABASE ${quoted(database)} TEMPLATE ${quoted(this.nameOf(template))} STRATEGY wal_log`;
    await this.server.atHome(async (client) => {
      await patiently(TEMPLATE_WAIT_MS, () => client.query(sql)).catch((error: unknown) => {
        throw codeOf(error) === NO_DATABASE ? new DatabaseMissingError(template, error) : error;
      });
      await closeToPublic(client, database);
    });
  }

  /** When it was made, as far as is known. */
  async madeAt(name: DatabaseName): Promise<Date | undefined> {
    const sql = `SELECT shobj_description(oid, 'pg_database') AS made FROM pg_database WHERE datname = $1`;
    const { rows } = await this.server.atHome((client) =>
      client.query<{ made: string | null }>(sql, [this.nameOf(name)]),
    );
    const [row] = rows;
    return row === undefined ? undefined : new Date(row.made ?? 0);
  }

  async rename(from: DatabaseName, to: DatabaseName): Promise<void> {
    const sql = `ALTER DATABASE ${quoted(this.nameOf(from))} RENAME TO ${quoted(this.nameOf(to))}`;
    await this.server.atHome((client) => patiently(TEMPLATE_WAIT_MS, () => client.query(sql)));
  }

  /** Removes a database, whoever is connected to it. @returns the number of whoever it belonged to. */
  async drop(name: DatabaseName): Promise<number | undefined> {
    const database = this.nameOf(name);
    if (!(await this.exists(name))) return undefined;
    const stamp = await this.server.asAdmin(name, stampOf).catch(() => undefined);
    await this.server.atHome((client) => client.query(`DROP DATABASE IF EXISTS ${quoted(database)} WITH (FORCE)`));
    return stamp;
  }

  /**
   * @param isOpenHere whether this process has it open, be it without a connection at the moment.
   * @throws DatabaseBusyError, DatabaseMissingError.
   */
  async whenUnused(name: DatabaseName, waitMs: number, isOpenHere: () => boolean): Promise<void> {
    const deadlineMs = performance.now() + waitMs;
    const sql = 'SELECT count(*) AS users FROM pg_stat_activity WHERE datname = $1';
    for (;;) {
      if (!(await this.exists(name))) throw new DatabaseMissingError(name);
      const { rows } = await this.server.atHome((client) => client.query<{ users: number }>(sql, [this.nameOf(name)]));
      if (rows[0]?.users === 0 && !isOpenHere()) return;
      if (performance.now() >= deadlineMs) throw new DatabaseBusyError(waitMs);
      await sleep(USE_PAUSE_MS);
    }
  }

  async sizeBytes(name: DatabaseName): Promise<number> {
    const sql = 'SELECT pg_database_size(oid) AS bytes FROM pg_database WHERE datname = $1';
    const { rows } = await this.server.atHome((client) => client.query<{ bytes: number }>(sql, [this.nameOf(name)]));
    return rows[0]?.bytes ?? 0;
  }

  async list(kind: 'tenant' | 'provisioning' | 'template' | 'scratch'): Promise<DatabaseName[]> {
    const { rows } = await this.server.atHome((client) =>
      client.query<{ datname: string }>('SELECT datname FROM pg_database WHERE NOT datistemplate'),
    );
    const names = rows.map(({ datname }) => this.server.address.logicalName(datname));
    return names.filter((name): name is DatabaseName => name?.startsWith(`${kind}_`) ?? false).sort();
  }

  private nameOf(name: DatabaseName): string {
    return this.server.address.nameOf(name);
  }
}

async function oidOf(client: Client, database: string): Promise<number | undefined> {
  const { rows } = await client.query<{ oid: number }>('SELECT oid FROM pg_database WHERE datname = $1', [database]);
  return rows[0]?.oid;
}

/** Text is compared by code point, as SQLite does, so that lists have one order on both engines. */
async function localeOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ version: string }>(`SELECT current_setting('server_version_num') AS version`);
  const hasBuiltin = Number(rows[0]?.version) >= BUILTIN_LOCALES;
  return hasBuiltin ? "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'" : "LC_COLLATE 'C'";
}

function falseIf(code: string): (error: unknown) => false {
  return (error) => {
    if (codeOf(error) === code) return false;
    throw error;
  };
}

/** Tries again while somebody is connected to the database: those who look at it are soon done. */
async function patiently<T>(waitMs: number, work: () => Promise<T>): Promise<T> {
  const deadlineMs = performance.now() + waitMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (codeOf(error) !== IN_USE || performance.now() >= deadlineMs) throw error;
    }
    await sleep(USE_PAUSE_MS);
  }
}
