import type { Client } from 'pg';
import { HISTORY_TABLE } from '../migration-history.js';
import { quoted } from './postgres-names.js';

/** Schema of what this program keeps in every company's database for itself; roles that serve may only read it. */
export const OWN_SCHEMA = 'medadmin';

/** What a new database has before its first migration: nobody may enter it, and it is nobody's. */
export const NEW_DATABASE = [
  'REVOKE ALL ON SCHEMA public FROM PUBLIC',
  `CREATE SCHEMA ${OWN_SCHEMA}`,
  `CREATE TABLE ${OWN_SCHEMA}.owner (company_id integer NOT NULL PRIMARY KEY)`,
];

/** Nobody but those who are let in may connect to a database, or make temporary tables in it. */
export async function closeToPublic(client: Client, database: string): Promise<void> {
  await client.query(`REVOKE ALL ON DATABASE ${quoted(database)} FROM PUBLIC`);
}

export async function letIn(client: Client, database: string, role: string): Promise<void> {
  await client.query(`GRANT CONNECT ON DATABASE ${quoted(database)} TO ${quoted(role)}`);
}

/**
 * Lets a role read and write the rows of all tables of the database that `client` is connected to, and nothing else: no
 * table is its own, so it can change no schema, and not the history of migrations.
 */
export async function grantRows(client: Client, role: string): Promise<void> {
  const name = quoted(role);
  await client.query(
    `GRANT USAGE ON SCHEMA public TO ${name}; ` +
      `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${name}; ` +
      `GRANT USAGE, UPDATE ON ALL SEQUENCES IN SCHEMA public TO ${name}; ` +
      `REVOKE INSERT, UPDATE, DELETE ON ${HISTORY_TABLE} FROM ${name}`,
  );
}

/** Lets a role read whose database it is. */
export async function grantStamp(client: Client, role: string): Promise<void> {
  const name = quoted(role);
  await client.query(`GRANT USAGE ON SCHEMA ${OWN_SCHEMA} TO ${name}; GRANT SELECT ON ${OWN_SCHEMA}.owner TO ${name}`);
}
