// @engine both: processes take turns by a lock of the server, or of the file.
import { describe, expect, it } from '@jest/globals';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { ChainCheck, CompanyAudit, entryValues } from '../../../src/audit/index.js';
import { TenantSchema, WORKING_TABLES } from '../../../src/tenancy/index.js';
import { TENANT_MODELS } from '../../../src/tenant-models.js';
import { SOMEBODY } from '../../support/somebody.js';
import { tenantDatabases, TEST_KEYS } from '../../support/tenant-database.js';
import type { TenantDatabase } from '../../support/tenant-database.js';
import { describeOn } from '../../support/test-engine.js';

const newDatabase = tenantDatabases();
const ROUNDS = 10;
const LINES = [1, 2, 3];

type HoldingRunner = QueryRunner & { holdText(text: string): void };

/** One process's way into a database: how it begins transactions, and its own idea of the log. */
type Way = (dataSource: DataSource) => DataSource;
const asItIs: Way = (dataSource) => dataSource;

/** The naive variant: nobody waits until the other one has taken the lines in. */
const withoutLock: Way = (dataSource) =>
  changed(dataSource, 'transaction', (work: (transaction: EntityManager) => Promise<unknown>) =>
    dataSource.transaction((transaction) =>
      work(
        changed(
          transaction,
          'queryRunner',
          changed(transaction.queryRunner as HoldingRunner, 'holdText', () => undefined),
        ),
      ),
    ),
  );

/** The same object, but for one of its methods. */
function changed<Whole extends object>(whole: Whole, name: keyof Whole, method: unknown): Whole {
  return new Proxy(whole, {
    get: (target, property) => (property === name ? method : (Reflect.get(target, property, target) as unknown)),
  });
}

/** Has two processes take in the same lines at once, of one journal after the other. @returns the lines in the chain, in its order. */
async function takenIn(clinic: TenantDatabase, way: Way): Promise<string[]> {
  const { entities } = new TenantSchema(TENANT_MODELS);
  const other = await clinic.engine.dataSource('tenant_test', { entities }).initialize();
  const { clock } = clinic;
  const options = { companyId: 1, keys: TEST_KEYS, values: 'none', clock, workingTables: WORKING_TABLES } as const;
  CompanyAudit.install(other, { ...options, onHead: () => undefined });
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      const lines = LINES.map((line) => ({
        line,
        values: entryValues({ actor: SOMEBODY, action: 'read', table: 't', ids: [round * 10 + line] }, clock.now()),
      }));
      const each = [clinic.dataSource, other].map((dataSource) =>
        CompanyAudit.of(dataSource)!.takeIn(way(dataSource), { journal: `journal ${round}`, lines }),
      );
      await Promise.all(each);
    }
  } finally {
    await other.destroy();
  }
  const rows = await clinic.dataSource.query<{ id: string }[]>('SELECT record_id AS id FROM audit_entry ORDER BY seq');
  return rows.map(({ id }) => String(id));
}

const ONCE = Array.from({ length: ROUNDS }, (_each, round) => LINES.map((line) => String(round * 10 + line))).flat();

describe('Lines of a journal that two processes take in at once', () => {
  it('are in the chain once, in their order, and the chain is whole', async () => {
    const clinic = await newDatabase(undefined, 'none');
    expect(await takenIn(clinic, asItIs)).toEqual(ONCE);
    const read = (sql: string): Promise<unknown[]> => clinic.dataSource.query(sql);
    expect(await new ChainCheck(read, TEST_KEYS, undefined).run()).toMatchObject({ faults: [] });
  });
});

describeOn('postgres', 'on SQLite no transaction begins before the one before it has ended')(
  'Lines of a journal that two processes take in at once without waiting for each other',
  () => {
    it('would be in it twice', async () => {
      const lines = await takenIn(await newDatabase(undefined, 'none'), withoutLock);
      expect([...new Set(lines)]).toHaveLength(ONCE.length);
      expect(lines.length).toBeGreaterThan(ONCE.length);
    });
  },
);
