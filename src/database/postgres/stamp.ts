import type { Client } from 'pg';
import { ForeignDatabaseError } from '../database.errors.js';
import { codeOf } from './postgres-errors.js';
import { OWN_SCHEMA } from './rights.js';

const READ = `SELECT company_id FROM ${OWN_SCHEMA}.owner`;
/** No such table or schema, or no right to read it. */
const NOT_OURS = ['42P01', '3F000', '42501'];

/** Number of the company whose database it is; undefined when it is nobody's, or not one of ours. */
export async function stampOf(client: Client): Promise<number | undefined> {
  try {
    const { rows } = await client.query<{ company_id: number }>(READ);
    return rows.length === 1 ? rows[0]?.company_id : undefined;
  } catch (error) {
    if (NOT_OURS.includes(codeOf(error))) return undefined;
    throw error;
  }
}

/** @param stamp the owner's number that the database must carry; absent: not checked. @throws ForeignDatabaseError. */
export async function assertStamp(client: Client, name: string, stamp: number | undefined): Promise<void> {
  if (stamp !== undefined && (await stampOf(client)) !== stamp) throw new ForeignDatabaseError(name);
}

/** Writes whose database it is into a database that is nobody's. */
export async function setStamp(client: Client, stamp: number): Promise<void> {
  await client.query(`DELETE FROM ${OWN_SCHEMA}.owner`);
  await client.query(`INSERT INTO ${OWN_SCHEMA}.owner (company_id) VALUES ($1)`, [stamp]);
}
