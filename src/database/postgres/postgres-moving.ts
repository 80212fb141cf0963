import type { Client } from 'pg';
import type { DatabaseName } from '../database-engine.js';
import { DatabaseMoving } from '../database-moving.js';
import { HISTORY_TABLE } from '../migration-history.js';
import { continueAfter, lastNumbers } from './next-numbers.js';
import { runner } from './postgres-access.js';
import type { PostgresAccess } from './postgres-access.js';
import { codeOf, FROZEN } from './postgres-errors.js';
import { quoted } from './postgres-names.js';
import { OWN_SCHEMA } from './rights.js';
import { tableNames } from './table-rows.js';
import { inSchemaTransaction } from './transactions.js';

const REFUSE = `${OWN_SCHEMA}.frozen()`;
const DEADLOCK = '40P01';
const ATTEMPTS = 4;
/** Longest wait for others where a caller names none, in milliseconds. */
const WAIT_MS = 10_000;

/**
 * A frozen database has triggers that refuse each statement that changes rows. To make one waits for all who have changed
 * the table and not yet committed, and who comes later finds it, also in the middle of a transaction.
 */
export class PostgresMoving extends DatabaseMoving {
  constructor(private readonly access: PostgresAccess) {
    super();
  }

  override freeze(name: DatabaseName, stamp: number, waitMs: number): Promise<void> {
    return this.alone(name, stamp, waitMs, async (client) => {
      await client.query(
        `DROP FUNCTION IF EXISTS ${REFUSE} CASCADE;
         CREATE FUNCTION ${REFUSE} RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'this database is being moved' USING ERRCODE = '${FROZEN}'; END $$`,
      );
      for (const table of [...(await tableNames(client)), HISTORY_TABLE])
        await client.query(
          `CREATE TRIGGER medadmin_frozen BEFORE INSERT OR UPDATE OR DELETE ON ${quoted(table)}
             FOR EACH STATEMENT EXECUTE FUNCTION ${REFUSE}`,
        );
    });
  }

  override thaw(name: DatabaseName, stamp: number, waitMs: number): Promise<void> {
    return this.alone(name, stamp, waitMs, async (client) => {
      await client.query(`DROP FUNCTION IF EXISTS ${REFUSE} CASCADE`);
    });
  }

  override lastNumbers(name: DatabaseName, stamp: number): Promise<Readonly<Record<string, number>>> {
    return this.access.asAdmin(name, stamp, (client) => lastNumbers(runner(client)));
  }

  override continueAfter(name: DatabaseName, stamp: number, last: Readonly<Record<string, number>>): Promise<void> {
    return this.alone(name, stamp, WAIT_MS, (client) => continueAfter(runner(client), last));
  }

  /** Again when it and a unit of work waited for each other: it takes one table after the other. */
  private async alone(
    name: DatabaseName,
    stamp: number,
    waitMs: number,
    work: (client: Client) => Promise<void>,
  ): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.access.asAdmin(name, stamp, (client) =>
          inSchemaTransaction(client, waitMs, () => work(client)),
        );
      } catch (error) {
        if (codeOf(error) !== DEADLOCK || attempt === ATTEMPTS) throw error;
      }
    }
  }
}
