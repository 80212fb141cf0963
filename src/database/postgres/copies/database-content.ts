import type { Client } from 'pg';
import type { DatabaseContent } from '../../database-content.js';
import { HISTORY_TABLE } from '../../migration-history.js';
import { describePostgresSchema, schemaFingerprint, thawed } from '../../schema/index.js';
import { readHistory } from '../migrate-database.js';
import { codeOf } from '../postgres-errors.js';
import { IntegrityCheckError } from '../../database.errors.js';
import { inTransaction } from '../transactions.js';
import { CONTENT_FORMAT } from './content-file.js';
import type { ContentReader, ContentWriter } from './content-file.js';
import { schemaStatements } from './schema-statements.js';
import type { CopiedTable, SchemaStatements } from './schema-statements.js';
import { COPYING, readTable, rowsInto } from './table-stream.js';
import { pipeline } from 'node:stream/promises';

/** Nobody waits for a database that is being made. */
const LOADING =
  'BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; ' +
  "SET LOCAL search_path = public; SET LOCAL check_function_bodies = off; SET LOCAL datestyle = 'ISO, MDY'; " +
  "SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC'";

/** What rows or statements are not, that a server of this version takes: data, constraints, names. */
const NOT_TAKEN = /^(22|23|42)/;

/** Writes what the database that `client` is connected to holds, as it is at one moment. */
export function writeContent(client: Client, stamp: number | null, writer: ContentWriter): Promise<DatabaseContent> {
  return inTransaction(client, COPYING, async () => {
    const schema = await schemaStatements(client);
    await writer.head({ format: CONTENT_FORMAT, stamp, schema });
    return contentOf(client, schema, writer);
  });
}

/** Reads all of the database that `client` is connected to. */
export function examineContent(client: Client): Promise<DatabaseContent> {
  return inTransaction(client, COPYING, async () => contentOf(client, await schemaStatements(client)));
}

async function contentOf(
  client: Client,
  { tables }: SchemaStatements,
  writer?: ContentWriter,
): Promise<DatabaseContent> {
  const history = await readHistory(client);
  const schema = await describePostgresSchema(async (sql) => (await client.query<object>(sql)).rows);
  const rows: Record<string, number> = {};
  const checksums: Record<string, string> = {};
  for (const table of tables) {
    const found = await readTable(client, table, (piece) => writer?.piece(piece));
    await writer?.end();
    checksums[table.name] = found.checksum;
    if (table.name !== HISTORY_TABLE) rows[table.name] = found.rows;
  }
  return {
    schemaVersion: history.at(-1)?.name ?? '',
    fingerprint: schemaFingerprint(thawed(schema)),
    rows,
    checksums,
  };
}

/**
 * Fills the empty database that `client` is connected to; all of it or nothing.
 * @throws IntegrityCheckError when the server does not take it.
 */
export async function readContent(client: Client, schema: SchemaStatements, reader: ContentReader): Promise<void> {
  try {
    await inTransaction(client, LOADING, async () => {
      for (const sql of schema.before) await client.query(sql);
      for (const table of schema.tables) await fill(client, table, reader);
      for (const sql of schema.after) await client.query(sql);
    });
  } catch (error) {
    throw NOT_TAKEN.test(codeOf(error)) ? new IntegrityCheckError(1) : error;
  }
}

async function fill(client: Client, table: CopiedTable, reader: ContentReader): Promise<void> {
  await pipeline(reader.pieces(), rowsInto(client, table));
}
