import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Client } from 'pg';
import { from, to } from 'pg-copy-streams';
import { quoted } from '../postgres-names.js';
import type { CopiedTable } from './schema-statements.js';

/** One state of the database, and one way to write its values, whatever server, role or database says otherwise. */
export const COPYING =
  'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ' +
  'SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; ' +
  "SET LOCAL search_path = public; SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, MDY'; " +
  "SET LOCAL intervalstyle = 'postgres'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'";

/** A table's rows, in an order that depends on nothing but them, as the server writes them for COPY. */
export function rowsFrom(
  client: Client,
  { name, columns, key }: CopiedTable,
): Readable & { readonly rowCount: number } {
  const order = key.length > 0 ? key.map(quoted).join() : 't::text COLLATE "C"';
  return client.query(
    to(`COPY (SELECT ${columns.map(quoted).join()} FROM ${quoted(name)} t ORDER BY ${order}) TO STDOUT`),
  );
}

export function rowsInto(client: Client, { name, columns }: CopiedTable): ReturnType<typeof from> {
  return client.query(from(`COPY ${quoted(name)} (${columns.map(quoted).join()}) FROM STDIN`));
}

/** What was found while a table was read. */
export interface TableSum {
  readonly rows: number;
  /** SHA-256 of its rows as `rowsFrom` gives them, hexadecimal. */
  readonly checksum: string;
}

/** Reads all of a table. @param take gets every piece of it, in turn. */
export async function readTable(
  client: Client,
  table: CopiedTable,
  take: (piece: Buffer) => Promise<void> | undefined = () => undefined,
): Promise<TableSum> {
  const hash = createHash('sha256');
  const stream = rowsFrom(client, table);
  for await (const piece of stream as AsyncIterable<Buffer>) {
    hash.update(piece);
    await take(piece);
  }
  // How many there were, it says after the last of them.
  await client.query('SELECT');
  return { rows: stream.rowCount, checksum: hash.digest('hex') };
}
