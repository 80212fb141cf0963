import type { Client } from 'pg';
import type { DatabaseName } from '../database-engine.js';
import { DatabaseBusyError } from '../database.errors.js';
import { DatabaseMoving } from '../database-moving.js';
import { HISTORY_TABLE } from '../migration-history.js';
import { giveToMaster } from './give-to-company.js';
import { continueAfter, lastNumbers } from './next-numbers.js';
import { runner } from './postgres-access.js';
import type { PostgresAccess } from './postgres-access.js';
import { codeOf, FROZEN } from './postgres-errors.js';
import { quoted } from './postgres-names.js';
import { FREEZE_TRIGGER } from '../schema/index.js';
import { OWN_SCHEMA } from './rights.js';
import { assertServed, obstaclesOf } from './server-obstacles.js';
import { tableNames } from './table-rows.js';
import { inSchemaTransaction } from './transactions.js';

const REFUSE = `${OWN_SCHEMA}.frozen()`;
const DEADLOCK = '40P01';
/** How long locks of tables are waited for at a time, in milliseconds: the server looks for deadlocks after a second. */
const SHORTEST_MS = 50;
const LONGEST_MS = 800;

interface Aim {
  readonly name: DatabaseName;
  readonly stamp: number | undefined;
  readonly waitMs: number;
  /** How all tables are locked. */
  readonly mode: 'SHARE ROW EXCLUSIVE' | 'ACCESS EXCLUSIVE';
}

/**
 * A frozen database has triggers that refuse each statement that changes rows. To make one waits for all who have changed
 * the table and not yet committed, and who comes later finds it, also in the middle of a transaction.
 */
export class PostgresMoving extends DatabaseMoving {
  constructor(private readonly access: PostgresAccess) {
    super();
  }

  override freeze(name: DatabaseName, stamp: number | undefined, waitMs: number): Promise<void> {
    return this.alone({ name, stamp, waitMs, mode: 'SHARE ROW EXCLUSIVE' }, async (client, tables) => {
      await client.query(
        `DROP FUNCTION IF EXISTS ${REFUSE} CASCADE;
         CREATE FUNCTION ${REFUSE} RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'this database is being moved' USING ERRCODE = '${FROZEN}'; END $$`,
      );
      for (const table of tables)
        await client.query(
          `CREATE TRIGGER ${FREEZE_TRIGGER} BEFORE INSERT OR UPDATE OR DELETE ON ${table}
             FOR EACH STATEMENT EXECUTE FUNCTION ${REFUSE}`,
        );
    });
  }

  override thaw(name: DatabaseName, stamp: number | undefined, waitMs: number): Promise<void> {
    return this.alone({ name, stamp, waitMs, mode: 'ACCESS EXCLUSIVE' }, async (client) => {
      await client.query(`DROP FUNCTION IF EXISTS ${REFUSE} CASCADE`);
    });
  }

  override lastNumbers(name: DatabaseName, stamp: number | undefined): Promise<Readonly<Record<string, number>>> {
    return this.access.asAdmin(name, stamp, (client) => lastNumbers(runner(client)));
  }

  override continueAfter(
    name: DatabaseName,
    stamp: number | undefined,
    last: Readonly<Record<string, number>>,
  ): Promise<void> {
    return this.access.asAdmin(name, stamp, (client) => continueAfter(runner(client), last));
  }

  override obstacles(): Promise<readonly string[]> {
    return obstaclesOf(this.access.server);
  }

  override async prepareMaster(name: DatabaseName): Promise<void> {
    const { roles, server } = this.access;
    const { address } = server;
    if (address.hasAdmin)
      await server.atHome((client) => roles.makeServing(client, address.masterRole, address.masterPassword));
    await this.access.asAdmin(name, undefined, (client) => roles.adopt(client));
    await giveToMaster(this.access, name);
    await assertServed(address.of(name));
  }

  /**
   * Units of work take tables in any order. Whoever waits for one while it has another may be waited for in turn; so it
   * gives all of them back soon, long before the server would look for such a circle and break it, and tries again.
   */
  private async alone(
    { name, stamp, waitMs, mode }: Aim,
    work: (client: Client, tables: readonly string[]) => Promise<void>,
  ): Promise<void> {
    const deadlineMs = performance.now() + waitMs;
    for (let patienceMs = SHORTEST_MS; ; patienceMs = Math.min(patienceMs * 2, LONGEST_MS)) {
      try {
        return await this.access.asAdmin(name, stamp, (client) =>
          inSchemaTransaction(client, waitMs, async () => {
            const tables = [...(await tableNames(client)), HISTORY_TABLE].map(quoted);
            await client.query(`SET LOCAL lock_timeout = ${patienceMs}; LOCK TABLE ${tables.join()} IN ${mode} MODE`);
            await work(client, tables);
          }),
        );
      } catch (error) {
        const isInTheWay = error instanceof DatabaseBusyError || codeOf(error) === DEADLOCK;
        if (!isInTheWay || performance.now() > deadlineMs) throw error;
      }
    }
  }
}
