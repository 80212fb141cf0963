import type { Client } from 'pg';
import { connect, endQuietly } from './connect.js';
import { codeOf } from './postgres-errors.js';
import { quoted } from './postgres-names.js';
import type { PostgresServer } from './postgres-server.js';

/** The oldest server that databases are made on: `STRATEGY wal_log` came with it. */
const OLDEST = 150_000;
/** Wrong password, or no way in for this role. */
const NOT_LET_IN = ['28P01', '28000'];

interface AdminRights {
  readonly version: string;
  readonly databases: boolean;
  readonly roles: boolean;
}

const RIGHTS = `SELECT current_setting('server_version_num') AS version, rolsuper OR rolcreatedb AS databases,
  rolsuper OR rolcreaterole AS roles FROM pg_roles WHERE rolname = current_user`;

/** What keeps databases of an installation from being made on a server, each in a sentence. */
export async function obstaclesOf(server: PostgresServer): Promise<string[]> {
  try {
    return await server.atHome(async (client) => [
      ...(await missingRights(client, server.address.adminRole)),
      ...(await signingIn(client, server)),
    ]);
  } catch (error) {
    const code = codeOf(error);
    if (NOT_LET_IN.includes(code))
      return ['The database server refuses who is to make databases (POSTGRES_ADMIN_URL).'];
    return [`The database server cannot be reached${code === '' ? '' : ` (${code})`}.`];
  }
}

async function missingRights(client: Client, admin: string): Promise<string[]> {
  const [rights] = (await client.query<AdminRights>(RIGHTS)).rows;
  return [
    ...(Number(rights?.version) < OLDEST ? ['The database server is older than PostgreSQL 15.'] : []),
    ...(rights?.databases ? [] : [`The role ${admin} may make no databases: it needs CREATEDB.`]),
    ...(rights?.roles ? [] : [`The role ${admin} may make no roles: it needs CREATEROLE.`]),
  ];
}

/** Whoever is to serve the master database is made where there is no such role; one that is there has a password already. */
async function signingIn(client: Client, { address }: PostgresServer): Promise<string[]> {
  if (!address.hasAdmin) return [];
  const role = address.masterRole;
  const { rows } = await client.query<object>('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  if (rows.length === 0) return [];
  const home = new URL(address.forAdmin());
  [home.username, home.password] = [role, address.masterPassword].map(encodeURIComponent) as [string, string];
  try {
    await endQuietly(await connect(home.href));
    return [];
  } catch (error) {
    return NOT_LET_IN.includes(codeOf(error)) ? [`The database server refuses the role ${role} of DATABASE_URL.`] : [];
  }
}

/** Signs in to a database as who is to serve it, and reads. @throws the server's own error. */
export async function assertServed(url: string): Promise<void> {
  const client = await connect(url);
  try {
    await client.query(`SELECT FROM ${quoted('master_company')} LIMIT 1`);
  } finally {
    await endQuietly(client);
  }
}
