import type { Client } from 'pg';
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
  await give(access, name, role, (client) => setStamp(client, stamp));
}

/** The same for the role that serves the master database, if it is not the one that made this. */
export async function giveToMaster(access: PostgresAccess, name: DatabaseName): Promise<void> {
  const { hasAdmin, masterRole } = access.server.address;
  if (hasAdmin) await give(access, name, masterRole, () => Promise.resolve());
}

async function give(
  access: PostgresAccess,
  name: DatabaseName,
  role: string,
  mark: (client: Client) => Promise<void>,
): Promise<void> {
  await access.asAdmin(name, undefined, (client) =>
    inTransaction(client, 'BEGIN', async () => {
      await mark(client);
      await grantStamp(client, role);
      await grantRows(client, role);
    }),
  );
  await access.server.atHome((client) => letIn(client, access.nameOf(name), role));
}
