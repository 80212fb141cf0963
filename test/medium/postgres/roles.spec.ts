/** @engine postgres: what companies' roles may on the server. */
import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { DatabaseRoleError, DatabaseUnreadableError, ForeignDatabaseError } from '../../../src/database/index.js';
import { PostgresEngine } from '../../../src/database/postgres/postgres-engine.js';
import type { PostgresOptions } from '../../../src/database/postgres/postgres-options.js';
import { openSecret, sealSecret } from '../../../src/database/roles/sealed-secret.js';
import { postgresCompanies } from '../../support/postgres-companies.js';
import { engineSettings } from '../../support/test-engine.js';

const REFUSED = '42501';
/** What company 2 might try from its own database to get at company 1's, at the server, or at what is not its business. */
const ATTEMPTS: readonly (readonly [string, (names: { database: string; role: string }) => string])[] = [
  ['read a file of the server', () => `SELECT pg_read_file('/etc/passwd')`],
  ['list a folder of the server', () => `SELECT pg_ls_dir('.')`],
  ['read a file by COPY', () => `COPY doctors_doctor (first_name) FROM '/etc/passwd'`],
  ['write a file by COPY', () => `COPY (SELECT 1) TO '/tmp/medadmin-test'`],
  ['run a program by COPY', () => `COPY (SELECT 1) TO PROGRAM 'true'`],
  ['read a file as a large object', () => `SELECT lo_import('/etc/passwd')`],
  ['write a file as a large object', () => `SELECT lo_export(1, '/tmp/medadmin-test')`],
  ['make an extension that connects elsewhere', () => `CREATE EXTENSION btree_gist`],
  ['load a library', () => `LOAD '$libdir/auto_explain'`],
  ['read passwords', () => `SELECT rolpassword FROM pg_authid`],
  ['measure another database', ({ database }) => `SELECT pg_database_size('${database}')`],
  ['become another role', ({ role }) => `SET ROLE "${role}"`],
  ['sign in as another role', ({ role }) => `SET SESSION AUTHORIZATION "${role}"`],
  ['change the password of another role', ({ role }) => `ALTER ROLE "${role}" PASSWORD 'x'`],
  ['make a role', () => `CREATE ROLE intruder SUPERUSER`],
  ['make a database', () => `CREATE DATABASE intruder`],
  ['copy another database', ({ database }) => `CREATE DATABASE intruder TEMPLATE "${database}"`],
  ['drop another database', ({ database }) => `DROP DATABASE "${database}"`],
  ['rename another database', ({ database }) => `ALTER DATABASE "${database}" RENAME TO intruder`],
  ['change settings of the server', () => `ALTER SYSTEM SET fsync = off`],
  ['make a table', () => `CREATE TABLE intruder (id integer)`],
  ['make a temporary table', () => `CREATE TEMPORARY TABLE intruder (id integer)`],
  ['make a schema', () => `CREATE SCHEMA intruder`],
  ['change a table', () => `ALTER TABLE doctors_doctor ADD COLUMN x integer`],
  ['empty a table without a trace', () => `TRUNCATE appointments_appointment`],
  ['pretend to be another company', () => `UPDATE medadmin.owner SET company_id = 1`],
  ['rewrite its audit log', () => `UPDATE audit_entry SET user_id = 1`],
  ['empty its audit log', () => `TRUNCATE audit_entry`],
  ['unseal its audit log', () => `DELETE FROM audit_segment`],
  ['switch off what keeps its audit log', () => `ALTER TABLE audit_entry DISABLE TRIGGER ALL`],
  ['rewrite the history of migrations', () => `DELETE FROM schema_migration`],
];

describe('the role of a company', () => {
  const companies = postgresCompanies();

  it('can reach its own database and no other', async () => {
    const clinics = await companies();
    const own = await clinics.as(2, 'tenant_2');
    expect((await own.query('SELECT company_id FROM medadmin.owner')).rows).toEqual([{ company_id: 2 }]);
    for (const other of ['tenant_1', 'master', 'template_test']) {
      await expect(clinics.as(2, other)).rejects.toMatchObject({ code: REFUSED });
    }
  });

  it('is refused everything that could lead it elsewhere', async () => {
    const clinics = await companies();
    const own = await clinics.as(2, 'tenant_2');
    const names = { database: clinics.nameOf('tenant_1'), role: clinics.roleOf(1) };
    const outcomes: [string, unknown][] = [];
    for (const [what, sql] of ATTEMPTS) {
      const outcome = await own.query(sql(names)).then(
        () => 'done',
        (error: { code?: unknown }) => error.code,
      );
      outcomes.push([what, outcome]);
    }
    expect(outcomes).toEqual(ATTEMPTS.map(([what]) => [what, REFUSED]));
  });

  it('sees nothing of what others do at the moment, and cannot stop it', async () => {
    const clinics = await companies();
    const other = await clinics.as(1, 'tenant_1');
    const { rows: others } = await other.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await other.query('SELECT 1 AS canary');
    const own = await clinics.as(2, 'tenant_2');
    const { rows } = await own.query<{ query: string }>('SELECT query FROM pg_stat_activity WHERE pid = $1', [
      others[0]?.pid,
    ]);
    expect(JSON.stringify(rows)).not.toContain('canary');
    for (const stop of ['pg_terminate_backend', 'pg_cancel_backend']) {
      await expect(own.query(`SELECT ${stop}(${others[0]?.pid})`)).rejects.toMatchObject({ code: REFUSED });
    }
    expect((await other.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('would reach others, had their databases been made as usual', async () => {
    const clinics = await companies(1);
    const admin = await clinics.admin('master');
    const naive = clinics.nameOf('naive');
    await admin.query(`CREATE DATABASE "${naive}"`);
    const intruder = await clinics.as(1, 'naive');
    expect((await intruder.query('SELECT current_database() AS name')).rows).toEqual([{ name: naive }]);
    await intruder.query('CREATE TEMPORARY TABLE anything (id integer)');
    const own = await clinics.as(1, 'tenant_1');
    const { rows } = await own.query<{ size: number }>(`SELECT pg_database_size('${naive}') AS size`);
    expect(Number(rows[0]?.size)).toBeGreaterThan(0);
  });

  it('is no superuser, may be used by few connections, and for so long only', async () => {
    const clinics = await companies();
    const admin = await clinics.admin('master');
    const { rows } = await admin.query(
      `SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls AS may_more, rolconnlimit, rolconfig
         FROM pg_roles WHERE rolname = ANY($1)`,
      [[clinics.roleOf(1), clinics.roleOf(2)]],
    );
    const expected = {
      may_more: false,
      rolconnlimit: 20,
      rolconfig: ['statement_timeout=30s', 'idle_in_transaction_session_timeout=60s', 'lock_timeout=10s'],
    };
    expect(rows).toEqual([expected, expected]);
    const { rows: open } = await admin.query(
      `SELECT datname FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) AS acl
         WHERE acl.grantee = 0 AND datname LIKE $1`,
      [`${clinics.nameOf('').replace('_', '\\_')}%`],
    );
    expect(open).toEqual([]);
  });

  it('serves the company, and nobody else does', async () => {
    const clinics = await companies();
    const dataSource = await clinics.engine
      .dataSource('tenant_1', { entities: clinics.schema.entities, stamp: 1 })
      .initialize();
    const [row] = await dataSource.query<{ role: string; is_superuser: string }[]>(
      `SELECT current_user AS role, current_setting('is_superuser') AS is_superuser`,
    );
    await dataSource.destroy();
    expect(row).toEqual({ role: clinics.roleOf(1), is_superuser: 'off' });
    const master = await clinics.engine.dataSource('master', { entities: [] }).initialize();
    const [served] = await master.query<{ is_superuser: string }[]>(
      `SELECT current_setting('is_superuser') AS is_superuser`,
    );
    await master.destroy();
    expect(served).toEqual({ is_superuser: 'off' });
  });

  it('opens no database that is another company’s, whatever it is called', async () => {
    const clinics = await companies();
    const admin = await clinics.admin('master');
    for (const [from, to] of [
      ['tenant_1', 'tenant_3'],
      ['tenant_2', 'tenant_1'],
    ] as const)
      await admin.query(`ALTER DATABASE "${clinics.nameOf(from)}" RENAME TO "${clinics.nameOf(to)}"`);
    const open = (name: 'tenant_1' | 'tenant_3', stamp: number) =>
      clinics.engine.dataSource(name, { entities: clinics.schema.entities, stamp }).initialize();
    // The role of company 1 is not even let in.
    await expect(open('tenant_1', 1)).rejects.toThrow(DatabaseUnreadableError);
    await admin.query(`GRANT CONNECT ON DATABASE "${clinics.nameOf('tenant_1')}" TO "${clinics.roleOf(1)}"`);
    await expect(open('tenant_1', 1)).rejects.toThrow(ForeignDatabaseError);
    await expect(clinics.engine.read('tenant_1', 'SELECT 1', 1)).rejects.toThrow(ForeignDatabaseError);
    await (await open('tenant_3', 1)).destroy();
  });

  it('has a password that only this installation’s key opens', async () => {
    const clinics = await companies();
    const master = await clinics.admin('master');
    const { rows } = await master.query<{ name: string; sealed_password: string }>('SELECT * FROM database_role');
    expect(rows).toHaveLength(2);
    const [first, second] = rows;
    await master.query('UPDATE database_role SET sealed_password = $1 WHERE company_id = 1', [second?.sealed_password]);
    const opening = clinics.engine.dataSource('tenant_1', { entities: [], stamp: 1 }).initialize();
    await expect(opening).rejects.toThrow(DatabaseRoleError);
    const key = createSecretKey(Buffer.alloc(32, 'k'));
    const other = createSecretKey(Buffer.alloc(32, 'o'));
    const password = openSecret(key, first?.name ?? '', first?.sealed_password ?? '');
    expect(password.length).toBeGreaterThan(40);
    expect(() => openSecret(other, first?.name ?? '', first?.sealed_password ?? '')).toThrow();
    expect(sealSecret(key, 'a', 'x')).not.toBe(sealSecret(key, 'a', 'x'));
  });

  it('has a password that is encrypted with another key of the installation, while it is used', async () => {
    const clinics = await companies();
    const settings = engineSettings(clinics.folder);
    const [former, key] = ['k', 'n'].map((letter) => createSecretKey(Buffer.alloc(32, letter))) as [
      KeyObject,
      KeyObject,
    ];
    const withKeys = async (keys: Pick<PostgresOptions, 'key' | 'formerKeys'>): Promise<number | Error> => {
      const { DATABASE_URL: masterUrl = '', POSTGRES_ADMIN_URL: adminUrl } = settings;
      const engine = new PostgresEngine({ masterUrl, adminUrl, scratch: clinics.folder, ...keys });
      try {
        const opened = await engine.dataSource('tenant_1', { entities: [], stamp: 1 }).initialize();
        await opened.destroy();
        return await engine.rotateSecrets();
      } catch (error) {
        return error as Error;
      } finally {
        await engine.onApplicationShutdown();
      }
    };
    expect(await withKeys({ key })).toBeInstanceOf(DatabaseRoleError);
    expect(await withKeys({ key, formerKeys: [former] })).toBe(2);
    expect(await withKeys({ key, formerKeys: [former] })).toBe(0);
    expect(await withKeys({ key })).toBe(0);
    expect(await withKeys({ key: former })).toBeInstanceOf(DatabaseRoleError);
  });

  it('goes with the company', async () => {
    const clinics = await companies();
    await clinics.engine.drop('tenant_1');
    const admin = await clinics.admin('master');
    const { rows } = await admin.query('SELECT rolname FROM pg_roles WHERE rolname LIKE $1', [
      `${clinics.nameOf('company').replaceAll('_', '\\_')}%`,
    ]);
    expect(rows).toEqual([{ rolname: clinics.roleOf(2) }]);
    expect((await admin.query('SELECT company_id FROM database_role')).rows).toEqual([{ company_id: 2 }]);
    expect(engineSettings(clinics.folder).DATABASE_ENGINE).toBe('postgres');
  });
});
