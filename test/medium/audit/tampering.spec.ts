/** @engine sqlite: the file is tampered with past the program. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { ChainCheck, ENTRY_COLUMNS, entryValues } from '../../../src/audit/index.js';
import type { AuditFault, ChainHead } from '../../../src/audit/index.js';
import { CompanyAudit } from '../../../src/audit/company-audit.js';
import { describeOn } from '../../support/test-engine.js';
import { SOMEBODY } from '../../support/somebody.js';
import { TenantDatabase, TEST_KEYS } from '../../support/tenant-database.js';

const ENTRIES = 10_000;
/** Whoever can write to the file needs no permission of a trigger. */
const DROP_TRIGGERS = `SELECT 'DROP TRIGGER ' || name AS sql FROM sqlite_schema WHERE type = 'trigger'`;

async function check(database: Database.Database, checkpoint: ChainHead | undefined): Promise<readonly AuditFault[]> {
  const read = (sql: string): Promise<unknown[]> => Promise.resolve(database.prepare(sql).all());
  return (await new ChainCheck(read, TEST_KEYS, checkpoint, ENTRIES).run()).faults;
}

/** Numbers that are the first of every second pair: 1, 3, 5 … or 2, 4, 6 … */
const everySecond = (from: number, until = ENTRIES): number[] =>
  Array.from({ length: Math.ceil((until - from + 1) / 2) }, (_number, index) => from + 2 * index);

describeOn('sqlite', 'the file is tampered with past the program')(`Of ${ENTRIES} entries`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'medadmin-'));
  let database: Database.Database;
  let head: ChainHead;
  beforeAll(async () => {
    const clinic = await TenantDatabase.open(folder, undefined, 'none');
    const audit = CompanyAudit.of(clinic.dataSource)!;
    const event = { actor: SOMEBODY, action: 'read', table: 'patients_patient', ids: [1] } as const;
    for (let portion = 0; portion < ENTRIES / 1000; portion += 1) {
      const values = Array.from({ length: 1000 }, () => entryValues(event, clinic.clock.now()));
      await clinic.dataSource.transaction((transaction) => audit.add(transaction, values));
    }
    head = clinic.heads.at(-1)!;
    await clinic.dataSource.destroy();
    database = new Database(join(folder, 'tenant_databases', 'tenant_test.sqlite3'));
    for (const { sql } of database.prepare<[], { sql: string }>(DROP_TRIGGERS).all()) database.exec(sql);
  });
  afterAll(() => {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    database.exec('SAVEPOINT untouched');
  });
  const undo = (): void => {
    database.exec('ROLLBACK TO untouched');
  };

  it('none is complained of while nobody has touched them', async () => {
    expect(head.seq).toBe(ENTRIES);
    expect(await check(database, head)).toEqual([]);
  });

  it.each([...ENTRY_COLUMNS, 'hash'])('every single edit of %s is found', async (column) => {
    const value = ['user_id', 'record_count', 'support_access_id'].includes(column) ? 12_345 : 'other';
    const edit = database.prepare(`UPDATE audit_entry SET ${column} = ? WHERE seq % 2 = ?`);
    for (const parity of [0, 1]) {
      edit.run(value, parity);
      const found = new Set((await check(database, undefined)).map(({ seq }) => seq));
      expect(everySecond(2 - parity).filter((seq) => !found.has(seq))).toEqual([]);
      undo();
    }
  });

  it('every single deletion is found, but for that of the last, which the checkpoint shows', async () => {
    for (const first of [1, 2]) {
      database.exec(`DELETE FROM audit_entry WHERE seq % 2 = ${first % 2}`);
      const expected = everySecond(first, ENTRIES - 1).map((seq) => ({ code: 'entry-missing', seq }));
      if (first === 2) expected.push({ code: 'tail-missing', seq: ENTRIES });
      expect(await check(database, head)).toEqual(expected);
      undo();
    }
  });

  it('a deletion is found after which the numbers were closed up', async () => {
    for (const seq of [1, 2, 17, 5000, ENTRIES - 1]) {
      database.prepare('DELETE FROM audit_entry WHERE seq = ?').run(seq);
      database.prepare('UPDATE audit_entry SET seq = -seq WHERE seq > ?').run(seq);
      database.exec('UPDATE audit_entry SET seq = -seq - 1 WHERE seq < 0');
      expect((await check(database, undefined))[0]).toEqual({ code: 'entry-changed', seq });
      undo();
    }
  });

  it('every single change of order is found', async () => {
    for (const first of [1, 2]) {
      const last = first === 1 ? ENTRIES : ENTRIES - 1;
      const isInPair = `seq BETWEEN ${first} AND ${last}`;
      const isFirst = `seq % 2 = ${first % 2}`;
      database.exec(
        `UPDATE audit_entry SET seq = -CASE WHEN ${isFirst} THEN seq + 1 ELSE seq - 1 END WHERE ${isInPair}`,
      );
      database.exec('UPDATE audit_entry SET seq = -seq WHERE seq < 0');
      const found = new Set((await check(database, undefined)).map(({ seq }) => seq));
      expect(everySecond(first, last).filter((seq) => !found.has(seq))).toEqual([]);
      undo();
    }
  });

  it('none of it is found by hashes that do not cover the entry before (control)', async () => {
    const rows = database
      .prepare<[], Record<string, string | number | null>>(`SELECT * FROM audit_entry`)
      .all()
      .map((row) => ENTRY_COLUMNS.map((column) => row[column] ?? null));
    const isGood = (values: typeof rows, hashes: readonly string[]): boolean =>
      values.every((each, index) => TEST_KEYS.sign(JSON.stringify(each)) === hashes[index]);
    const hashes = rows.map((row) => TEST_KEYS.sign(JSON.stringify(row)));
    expect(isGood(rows.toSpliced(5000, 1), hashes.toSpliced(5000, 1))).toBe(true);
    expect(isGood(rows.toReversed(), hashes.toReversed())).toBe(true);
  });

  it('an added one is found, between others and behind the last', async () => {
    const columns = [...ENTRY_COLUMNS, 'hash'].join();
    const copy = (to: number): string =>
      `INSERT INTO audit_entry (seq, ${columns}) SELECT ${to}, ${columns} FROM audit_entry WHERE seq = 5`;
    database.exec('UPDATE audit_entry SET seq = -seq WHERE seq > 5000');
    database.exec('UPDATE audit_entry SET seq = 1 - seq WHERE seq < 0');
    database.exec(copy(5001));
    expect((await check(database, head))[0]).toEqual({ code: 'entry-changed', seq: 5001 });
    undo();
    database.exec(copy(ENTRIES + 1));
    expect(await check(database, head)).toEqual([{ code: 'entry-changed', seq: ENTRIES + 1 }]);
    undo();
  });

  describe('a tail that was cut off', () => {
    const cutOff = (keep: number): void => {
      database.exec(`DELETE FROM audit_entry WHERE seq > ${keep}`);
    };

    it.each([ENTRIES - 1, ENTRIES - 100, 5000, 1, 0])('is found by the checkpoint when %i are left', async (keep) => {
      cutOff(keep);
      expect(await check(database, head)).toEqual([{ code: 'tail-missing', seq: keep + 1 }]);
      undo();
    });

    it('is not found without one (control)', async () => {
      cutOff(ENTRIES - 100);
      expect(await check(database, undefined)).toEqual([]);
      undo();
    });
  });
});
