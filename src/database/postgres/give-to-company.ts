import type { DatabaseName } from '../database-engine.js';
import type { PostgresAccess } from './postgres-access.js';
import { grantRows, grantStamp, letIn } from './rights.js';
import { setStamp } from './stamp.js';
import { inTransaction } from './transactions.js';

/** Makes a database that is nobody's a company's: writes its number into it, and lets its role in, and nobody else. */
export async function giveToCompany(
  access: PostgresAccess,
  name: DatabaseName,
  stamp: number,
  role: string,
): Promise<void> {
  await access.asAdmin(name, undefined, (client) =>
    inTransaction(client, 'BEGIN', async () => {
      await setStamp(client, stamp);
      await grantStamp(client, role);
      await grantRows(client, role);
    }),
  );
  await access.server.atHome((client) => letIn(client, access.nameOf(name), role));
}
