import { describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { AUDIT_MIGRATIONS } from '../../../src/audit/index.js';
import { postgresServer } from '../../support/postgres-server.js';
import { tenantDatabases } from '../../support/tenant-database.js';
import { describeOn } from '../../support/test-engine.js';

const newDatabase = tenantDatabases();
const ENTRY = `INSERT INTO audit_entry (seq, at, action, record_count, hash) VALUES (1, '2026', 'read', 0, 'x')`;
const SEGMENT = `INSERT INTO audit_segment (number, first_seq, last_seq, last_hash, earliest_at, latest_at, seal)
  VALUES (1, 1, 1, 'x', '2026', '2026', 's')`;

const REFUSED = [
  `UPDATE audit_entry SET action = 'list'`,
  'UPDATE audit_entry SET seq = 2',
  'DELETE FROM audit_entry',
  'DELETE FROM audit_segment',
  'UPDATE audit_segment SET last_seq = 5',
  `UPDATE audit_segment SET purged_at = '2026', first_seq = 0`,
  `UPDATE audit_segment SET purged_at = '2026', earliest_at = '2025'`,
];

const contentOf = (dataSource: DataSource): Promise<unknown[]> =>
  Promise.all(['entry', 'segment'].map((table) => dataSource.query(`SELECT * FROM audit_${table}`)));

describe('The tables of the audit log', () => {
  it.each(REFUSED)('refuse on SQLite: %s', async (sql) => {
    const { dataSource } = await newDatabase(undefined, 'none');
    for (const statement of [ENTRY, SEGMENT]) await dataSource.query(statement);
    const before = await contentOf(dataSource);
    await expect(dataSource.query(sql)).rejects.toThrow('append-only');
    expect(await contentOf(dataSource)).toEqual(before);
  });

  it('let the entries of a segment go that was given up for purging, and no others', async () => {
    const { dataSource } = await newDatabase(undefined, 'none');
    for (const statement of [ENTRY, ENTRY.replace('(1,', '(2,'), SEGMENT]) await dataSource.query(statement);
    await dataSource.query(`UPDATE audit_segment SET purged_at = '2033', purge_seal = 'p'`);
    await dataSource.query('DELETE FROM audit_entry WHERE seq = 1');
    await expect(dataSource.query('DELETE FROM audit_entry WHERE seq = 2')).rejects.toThrow('append-only');
    await expect(dataSource.query(`UPDATE audit_segment SET purged_at = NULL`)).rejects.toThrow('append-only');
  });

  describe('on PostgreSQL', () => {
    const server = postgresServer();

    it('refuse the same, and TRUNCATE', async () => {
      const client = await server().database();
      for (const Migration of AUDIT_MIGRATIONS) for (const sql of new Migration().postgres.up) await client.query(sql);
      for (const sql of [ENTRY, ENTRY.replace('(1,', '(2,'), SEGMENT]) await client.query(sql);
      for (const sql of [...REFUSED, 'TRUNCATE audit_entry', 'TRUNCATE audit_segment'])
        await expect(client.query(sql)).rejects.toThrow(/append-only|permission denied/);
      await client.query(`UPDATE audit_segment SET purged_at = '2033', purge_seal = 'p'`);
      await client.query('DELETE FROM audit_entry WHERE seq = 1');
      await expect(client.query('DELETE FROM audit_entry WHERE seq = 2')).rejects.toThrow('append-only');
    });

    it('refuse it to a role that owns them and is no superuser', async () => {
      const client = await server().database();
      await client.query(`CREATE ROLE clinic_owner; GRANT CREATE, USAGE ON SCHEMA public TO clinic_owner`);
      await client.query('SET ROLE clinic_owner');
      for (const Migration of AUDIT_MIGRATIONS) for (const sql of new Migration().postgres.up) await client.query(sql);
      await client.query(ENTRY);
      for (const sql of [`UPDATE audit_entry SET action = 'list'`, 'DELETE FROM audit_entry', 'TRUNCATE audit_entry'])
        await expect(client.query(sql)).rejects.toThrow(/append-only|permission denied/);
      await client.query('RESET ROLE');
      await client.query('DROP OWNED BY clinic_owner CASCADE');
      await client.query('DROP ROLE clinic_owner');
    });
  });
});

describeOn('sqlite', 'on PostgreSQL grants refuse most of it as well')(
  'The tables of the audit log without their triggers',
  () => {
    it('are changed by any of these (control)', async () => {
      const { dataSource } = await newDatabase(undefined, 'none');
      const drops = await dataSource.query<{ sql: string }[]>(
        `SELECT 'DROP TRIGGER ' || name AS sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name LIKE 'audit%'`,
      );
      for (const { sql } of drops) await dataSource.query(sql);
      for (const sql of REFUSED) {
        for (const statement of ['DELETE FROM audit_entry', 'DELETE FROM audit_segment', ENTRY, SEGMENT])
          await dataSource.query(statement);
        const before = await contentOf(dataSource);
        await dataSource.query(sql);
        expect(await contentOf(dataSource)).not.toEqual(before);
      }
    });
  },
);
