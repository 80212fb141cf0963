import { BoundedReads, cut, limited } from '../bounded-reads.js';
import type { BoundedRead, BoundedRows } from '../bounded-reads.js';
import { ReadTimedOutError } from '../database.errors.js';
import type { DatabaseName } from '../database-engine.js';
import type { PostgresAccess } from './postgres-access.js';
import { codeOf } from './postgres-errors.js';
import { inTransaction, READING } from './transactions.js';

const CANCELLED = '57014';

/** As the company's own role, which reaches no other database, in a transaction that can only read. */
export class PostgresReads extends BoundedReads {
  constructor(private readonly access: PostgresAccess) {
    super();
  }

  override async read(name: DatabaseName, stamp: number, read: BoundedRead): Promise<BoundedRows> {
    const { sql: text, parameters } = limited(read, (index) => `$${index + 1}`);
    // The other protocol would take several statements, of which one could end the transaction.
    const query = { text, values: [...parameters], queryMode: 'extended' };
    const lane = this.access.lane(name, stamp);
    try {
      return await lane.use((client) =>
        inTransaction(client, READING, async () => {
          await client.query(`SET LOCAL statement_timeout = ${Math.ceil(read.timeoutMs)}`);
          return cut((await client.query<object>(query)).rows, read);
        }),
      );
    } catch (error) {
      throw codeOf(error) === CANCELLED ? new ReadTimedOutError(read.timeoutMs, error) : error;
    } finally {
      await lane.close();
    }
  }
}
