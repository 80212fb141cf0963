import type { Client } from 'pg';
import type { MigrationStep } from '../migration-job.js';
import { schemaFingerprint } from '../schema/index.js';
import { readHistory } from './migrate-database.js';
import { contentOf, madeBy } from './scratch-schema.js';
import { stampOf } from './stamp.js';
import { inTransaction, READING } from './transactions.js';

/**
 * Whether the database that `client` is connected to is nobody's, and has the schema, the rows and the history that these
 * migrations give an empty one. Every new company gets it: a row too many would be everybody's.
 */
export async function isMadeBy(client: Client, steps: readonly MigrationStep[]): Promise<boolean> {
  if ((await stampOf(client)) !== undefined) return false;
  const [history, found] = await inTransaction(client, READING, async () => [
    await readHistory(client),
    await contentOf(client),
  ]);
  const wanted = steps.map(({ name, checksum }) => ({ name, checksum }));
  if (JSON.stringify(history) !== JSON.stringify(wanted)) return false;
  const made = await madeBy(
    client,
    steps.flatMap(({ up }) => up),
  );
  return (
    schemaFingerprint(found.schema) === schemaFingerprint(made.schema) &&
    JSON.stringify(found.rows) === JSON.stringify(made.rows)
  );
}
