import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { ChainCheck, ENTRY_COLUMNS, entryValues } from '../../../src/audit/index.js';
import type { AuditFault, ChainHead } from '../../../src/audit/index.js';
import { CompanyAudit } from '../../../src/audit/company-audit.js';
import { SOMEBODY } from '../../support/somebody.js';
import { TenantDatabase, TEST_KEYS } from '../../support/tenant-database.js';

const ENTRIES = 10_000;
/** Rows that are edited, one after the other: first, last, and some between. */
const SAMPLE = Number(process.env.AUDIT_SAMPLE ?? 16);

/** Whoever can write to the file needs no permission of a trigger. */
const DROP_TRIGGERS = `SELECT 'DROP TRIGGER ' || name AS sql FROM sqlite_schema WHERE type = 'trigger'`;

async function check(database: Database.Database, checkpoint: ChainHead | undefined): Promise<readonly AuditFault[]> {
  const read = (sql: string): Promise<unknown[]> => Promise.resolve(database.prepare(sql).all());
  return (await new ChainCheck(read, TEST_KEYS, checkpoint).run()).faults;
}

describe(`Of ${ENTRIES} entries`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'medadmin-'));
  let database: Database.Database;
  let head: ChainHead;
  const seqs = [1, 2, ENTRIES - 1, ENTRIES];
  for (let i = 0; i < SAMPLE; i += 1) seqs.push(3 + Math.floor((i * (ENTRIES - 5)) / SAMPLE));

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
  }, 60_000);
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

  it('every edit is found, in whatever column', async () => {
    for (const [index, seq] of seqs.entries()) {
      const column = [...ENTRY_COLUMNS, 'hash'][index % (ENTRY_COLUMNS.length + 1)]!;
      const value = ['user_id', 'record_count', 'support_access_id'].includes(column) ? 12_345 : 'other';
      database.prepare(`UPDATE audit_entry SET ${column} = ? WHERE seq = ?`).run(value, seq);
      expect([column, seq, (await check(database, head))[0]?.seq]).toEqual([column, seq, seq]);
      undo();
    }
  });

  it('every deletion is found', async () => {
    for (const seq of seqs) {
      database.prepare('DELETE FROM audit_entry WHERE seq = ?').run(seq);
      expect([seq, (await check(database, head))[0]?.seq]).toEqual([seq, seq]);
      undo();
    }
  });

  it('a deletion is found after which the numbers were closed up', async () => {
    for (const seq of seqs.slice(0, 12)) {
      database.prepare('DELETE FROM audit_entry WHERE seq = ?').run(seq);
      database.prepare('UPDATE audit_entry SET seq = -seq WHERE seq > ?').run(seq);
      database.exec('UPDATE audit_entry SET seq = -seq - 1 WHERE seq < 0');
      database.exec('UPDATE audit_head SET seq = seq - 1');
      expect(await check(database, head)).not.toEqual([]);
      undo();
    }
  });

  it('every change of order is found', async () => {
    for (const seq of seqs.filter((each) => each < ENTRIES).slice(0, 30)) {
      database.exec(`UPDATE audit_entry SET seq = -1 WHERE seq = ${seq}`);
      database.exec(`UPDATE audit_entry SET seq = ${seq} WHERE seq = ${seq + 1}`);
      database.exec(`UPDATE audit_entry SET seq = ${seq + 1} WHERE seq = -1`);
      expect((await check(database, head))[0]).toEqual({ code: 'entry-changed', seq });
      undo();
    }
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
    expect(await check(database, head)).toEqual([{ code: 'entry-added', seq: ENTRIES + 1 }]);
    undo();
    database.exec(copy(ENTRIES + 1));
    database.exec('UPDATE audit_head SET seq = seq + 1');
    expect((await check(database, head))[0]).toEqual({ code: 'entry-changed', seq: ENTRIES + 1 });
    undo();
  });

  describe('a tail that was cut off, with the end set to what is left,', () => {
    const cutOff = (keep: number): void => {
      const { hash } = database
        .prepare<[], { hash: string }>(`SELECT hash FROM audit_entry WHERE seq = ${keep}`)
        .get()!;
      database.exec(`DELETE FROM audit_entry WHERE seq > ${keep}`);
      database.prepare('UPDATE audit_head SET seq = ?, hash = ?').run(keep, hash);
    };

    it.each([ENTRIES - 1, ENTRIES - 100, 5000, 1])('is found by the checkpoint when %i are left', async (keep) => {
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

  it('an empty log in the place of all is found', async () => {
    database.exec('DELETE FROM audit_entry');
    expect((await check(database, head)).map(({ code }) => code)).toContain('tail-missing');
    database.exec(`UPDATE audit_head SET seq = 0, hash = ''`);
    expect(await check(database, head)).toEqual([{ code: 'tail-missing', seq: 1 }]);
    undo();
  });
});
