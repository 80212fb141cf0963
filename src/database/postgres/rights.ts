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

/** Rights to rows that a migration took from the owner of a table: nobody is to have them. */
const GIVEN_UP = `SELECT relname AS "table", right_name AS "right"
  FROM pg_class, unnest(ARRAY['INSERT', 'UPDATE', 'DELETE']) AS right_name
  WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relacl IS NOT NULL AND NOT EXISTS
    (SELECT FROM aclexplode(relacl) WHERE grantee = relowner AND privilege_type = right_name)`;

/**
 * Lets a role read and write the rows of all tables of the database that `client` is connected to, and nothing else: no
 * table is its own, so it can change no schema, and not the history of migrations. What a migration has revoked from the
 * owner of a table, such as changing what is only to be added to, the role is not given either.
 */
export async function grantRows(client: Client, role: string): Promise<void> {
  const name = quoted(role);
  await client.query(
    `GRANT USAGE ON SCHEMA public TO ${name}; ` +
      `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${name}; ` +
      `GRANT USAGE, UPDATE ON ALL SEQUENCES IN SCHEMA public TO ${name}; ` +
      `REVOKE INSERT, UPDATE, DELETE ON ${HISTORY_TABLE} FROM ${name}`,
  );
  const { rows } = await client.query<{ table: string; right: string }>(GIVEN_UP);
  for (const { table, right } of rows) await client.query(`REVOKE ${right} ON ${quoted(table)} FROM ${name}`);
}

/** Lets a role read whose database it is. */
export async function grantStamp(client: Client, role: string): Promise<void> {
  const name = quoted(role);
  await client.query(`GRANT USAGE ON SCHEMA ${OWN_SCHEMA} TO ${name}; GRANT SELECT ON ${OWN_SCHEMA}.owner TO ${name}`);
}
