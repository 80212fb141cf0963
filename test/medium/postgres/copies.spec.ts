/** @engine postgres: copies of databases as files, and back. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import { DatabaseBusyError, DatabaseMissingError, ForeignDatabaseError } from '../../../src/database/index.js';
import { IntegrityCheckError } from '../../../src/database/database.errors.js';
import type { DatabaseName } from '../../../src/database/index.js';
import { postgresCompanies } from '../../support/postgres-companies.js';
import type { PostgresCompanies } from '../../support/postgres-companies.js';

const SCRATCH = 'scratch_test1x1';
const CITY: DatabaseName = 'tenant_1';
const SOON_MS = 100;
const LATE_MS = 10_000;

/** What somebody added by hand, with values that are hard to write down. */
const BY_HAND = `
  CREATE FUNCTION no_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'append only'; END $$;
  CREATE TABLE "odd ""table" (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text COLLATE "C", at timestamptz(6), price numeric(12, 4),
    kind varchar(9) CHECK (kind IN ('a', 'it''s')),
    share double precision, bytes bytea, tags text[], doubled integer GENERATED ALWAYS AS (id * 2) STORED,
    day date DEFAULT '2026-02-28'::date - 1, parent integer REFERENCES "odd ""table" (id), CONSTRAINT named CHECK (price > 0),
    UNIQUE (body, at));
  INSERT INTO "odd ""table" (body, at, price, share, bytes, tags, day, parent) VALUES
    (E'tab\\t, line\\n, return\\r, \\\\N, \\\\., "quoted"', '2026-11-24 08:00:00.123456+05', 12.3400, 1e-310, '\\x00ff0a', '{a,"b,c",NULL}', '0044-03-15 BC', NULL),
    ('\\N', 'infinity', NULL, 'NaN', '', '{}', NULL, 1), (NULL, NULL, 1, 0.1, NULL, NULL, DEFAULT, 1), ('𝒳 é', now(), 3, -0.0, NULL, NULL, NULL, 3);
  DELETE FROM "odd ""table" WHERE id = 4;
  CREATE UNIQUE INDEX odd_body ON "odd ""table" (lower(body)) WHERE id < 3;
  CREATE TABLE keyless (a integer, b text); INSERT INTO keyless VALUES (2, 'x'), (1, NULL), (2, 'x');
  CREATE TRIGGER no_change BEFORE UPDATE ON keyless FOR EACH ROW EXECUTE FUNCTION no_change();
  INSERT INTO patients_patient (id, first_name, last_name, created_at, updated_at)
    OVERRIDING SYSTEM VALUE VALUES (7, 'Ada', E'O''Neill', now(), now());
  SELECT setval(pg_get_serial_sequence('patients_patient', 'id'), 41)`;

describe('A copy of a PostgreSQL database', () => {
  const companies = postgresCompanies();

  async function setUp(): Promise<{ installation: PostgresCompanies; admin: Client; copy: string }> {
    const installation = await companies(2);
    const admin = await installation.admin(CITY);
    await admin.query(BY_HAND);
    return { installation, admin, copy: join(installation.folder, 'copy') };
  }

  it('gives back a database that is the same in every statement and value, whatever was added by hand', async () => {
    const { installation, copy } = await setUp();
    const { copies } = installation.engine;
    const found = await copies.dump(CITY, 1, copy);
    expect(found.rows).toMatchObject({ 'odd "table': 3, keyless: 3, patients_patient: 1, doctors_doctor: 0 });
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    const bytes = readFileSync(copy);
    await copies.load(copy, SCRATCH);
    expect(existsSync(copy)).toBe(false);
    expect(await installation.engine.describe(SCRATCH)).toEqual(await installation.engine.describe(CITY));
    expect(await copies.examine(SCRATCH, 1)).toEqual(found);
    await copies.dump(SCRATCH, 1, copy);
    expect(rowsOf(readFileSync(copy))).toBe(rowsOf(bytes));
    const loaded = await installation.admin(SCRATCH);
    const { rows } = await loaded.query<object>(`SELECT id, body, share::text, day::text, doubled FROM "odd ""table"`);
    expect(rows).toEqual([
      { id: 1, body: 'tab\t, line\n, return\r, \\N, \\., "quoted"', share: '1e-310', day: '0044-03-15 BC', doubled: 2 },
      { id: 2, body: '\\N', share: 'NaN', day: null, doubled: 4 },
      { id: 3, body: null, share: '0.1', day: '2026-02-27', doubled: 6 },
    ]);
    await expect(loaded.query(`UPDATE keyless SET a = 3`)).rejects.toThrow('append only');
    // Numbers go on where they were, also after one that was deleted.
    const insert = `INSERT INTO "odd ""table" (price) VALUES (1) RETURNING id`;
    expect((await loaded.query(insert)).rows).toEqual([{ id: 5 }]);
    const next = `SELECT nextval(pg_get_serial_sequence('patients_patient', 'id'))::int AS next`;
    expect((await loaded.query(next)).rows).toEqual([{ next: 42 }]);
  });

  it('takes changes, also when it was made while its database was being moved', async () => {
    const { installation, admin, copy } = await setUp();
    const { copies, moving } = installation.engine;
    const insert = 'INSERT INTO keyless VALUES (3)';
    const before = await copies.examine(CITY, 1);
    await moving.freeze(CITY, 1, LATE_MS);
    await expect(admin.query(insert)).rejects.toThrow('being moved');
    const found = await copies.dump(CITY, 1, copy);
    expect(found).toEqual(before);
    await copies.load(copy, SCRATCH);
    expect(await copies.examine(SCRATCH, 1)).toEqual(found);
    await (await installation.admin(SCRATCH)).query(insert);
  });

  it('control: is seen to differ when a single value of a single row does', async () => {
    const { installation, copy } = await setUp();
    const { copies } = installation.engine;
    const found = await copies.dump(CITY, 1, copy);
    await copies.load(copy, SCRATCH);
    await (await installation.admin(SCRATCH)).query(`UPDATE "odd ""table" SET share = 0.2 WHERE id = 3`);
    const changed = await copies.examine(SCRATCH, 1);
    expect(changed.rows).toEqual(found.rows);
    const differing = Object.keys(found.checksums ?? {}).filter(
      (table) => changed.checksums?.[table] !== found.checksums?.[table],
    );
    expect(differing).toEqual(['odd "table']);
  });

  it('is of one moment, while others write', async () => {
    const { installation, admin, copy } = await setUp();
    await admin.query(`INSERT INTO keyless SELECT n, repeat('x', 500) FROM generate_series(1, 40000) n`);
    const dumping = installation.engine.copies.dump(CITY, 1, copy);
    // As soon as the file is there, its moment has come.
    while (!existsSync(copy) || statSync(copy).size < 100_000) await new Promise((resolve) => setTimeout(resolve, 2));
    await admin.query('BEGIN; DELETE FROM keyless; DELETE FROM "odd ""table"; COMMIT');
    expect((await dumping).rows).toMatchObject({ keyless: 40_003, 'odd "table': 3 });
  });

  it('is of its owner, who can use what is made of it, and nobody else', async () => {
    const { installation, copy } = await setUp();
    const { copies } = installation.engine;
    await expect(copies.dump(CITY, 2, copy)).rejects.toThrow(ForeignDatabaseError);
    await expect(copies.dump('tenant_9', 9, copy)).rejects.toThrow(DatabaseMissingError);
    expect(existsSync(copy)).toBe(false);
    await copies.dump(CITY, 1, copy);
    writeFileSync(`${copy}2`, readFileSync(copy));
    await copies.load(copy, SCRATCH);
    await expect(copies.examine(SCRATCH, 2)).rejects.toThrow(ForeignDatabaseError);
    await expect(copies.load(`${copy}2`, SCRATCH)).rejects.toThrow('exists');
    const owner = await installation.as(1, SCRATCH);
    expect((await owner.query('SELECT last_name FROM patients_patient')).rows).toEqual([{ last_name: "O'Neill" }]);
    await expect(owner.query('DROP TABLE keyless')).rejects.toMatchObject({ code: '42501' });
    await expect(installation.as(2, SCRATCH)).rejects.toMatchObject({ code: '42501' });
  });

  it('is refused when the server does not take it, and leaves nothing', async () => {
    const { installation, copy } = await setUp();
    const { copies } = installation.engine;
    await copies.dump(CITY, 1, copy);
    const bytes = readFileSync(copy);
    const at = bytes.indexOf("\tO'Neill\t");
    bytes.write("\tO'N\till\t", at);
    writeFileSync(copy, bytes);
    await expect(copies.load(copy, SCRATCH)).rejects.toThrow(IntegrityCheckError);
    writeFileSync(`${copy}2`, bytes.subarray(0, bytes.length - 1000));
    await expect(copies.load(`${copy}2`, SCRATCH)).rejects.toThrow(/too early/);
    expect(await installation.engine.list('scratch')).toEqual([]);
  });
});

describe('Putting a PostgreSQL database in the place of another', () => {
  const companies = postgresCompanies();

  async function setUp(): Promise<PostgresCompanies> {
    const installation = await companies(1);
    const copy = join(installation.folder, 'copy');
    await installation.engine.copies.dump(CITY, 1, copy);
    await installation.engine.copies.load(copy, SCRATCH);
    await sql(installation, CITY, 'CREATE TABLE old (id integer)');
    return installation;
  }

  async function sql(installation: PostgresCompanies, name: string, text: string): Promise<unknown[]> {
    const client = await installation.admin(name);
    const { rows } = await client.query<object>(text);
    await client.end();
    return rows;
  }

  const isOld = async (installation: PostgresCompanies): Promise<boolean> =>
    (await sql(installation, CITY, `SELECT FROM pg_class WHERE relname = 'old'`)).length === 1;

  it('gives whoever opens it next the new one, with its owner let in, and leaves nothing of the old one', async () => {
    const installation = await setUp();
    await installation.engine.copies.replace(SCRATCH, CITY, LATE_MS);
    expect(await isOld(installation)).toBe(false);
    expect(await installation.engine.list('scratch')).toEqual([]);
    const owner = await installation.as(1, CITY);
    expect((await owner.query('SELECT count(*)::int AS rows FROM patients_patient')).rows).toEqual([{ rows: 0 }]);
  });

  it('waits for this process, and for others, to close it', async () => {
    const installation = await setUp();
    const { engine } = installation;
    const open = await engine.dataSource(CITY, { entities: [], stamp: 1 }).initialize();
    await expect(engine.copies.replace(SCRATCH, CITY, SOON_MS)).rejects.toThrow(DatabaseBusyError);
    await open.destroy();
    const other = await installation.admin(CITY);
    await expect(engine.copies.replace(SCRATCH, CITY, SOON_MS)).rejects.toThrow(DatabaseBusyError);
    expect(await engine.exists(SCRATCH)).toBe(true);
    const replacing = engine.copies.replace(SCRATCH, CITY, LATE_MS);
    await other.end();
    await replacing;
    expect(await isOld(installation)).toBe(false);
  });

  it('replaces one that is missing', async () => {
    const installation = await setUp();
    await installation.engine.drop(CITY);
    await installation.engine.copies.replace(SCRATCH, CITY, SOON_MS);
    expect(await isOld(installation)).toBe(false);
  });

  it('has not begun, or is done, when a step of it fails', async () => {
    const installation = await setUp();
    // The name that the old one would get is taken.
    await installation.engine.create('scratch_test1x1xold');
    await expect(installation.engine.copies.replace(SCRATCH, CITY, SOON_MS)).rejects.toMatchObject({ code: '42P04' });
    expect([await isOld(installation), await installation.engine.exists(SCRATCH)]).toEqual([true, true]);
    await installation.engine.drop(SCRATCH);
    expect(await installation.engine.list('scratch')).toEqual([]);
  });
});

/** Of what comes after the statements. */
function rowsOf(content: Buffer): string {
  const head = content.readUInt32BE();
  return createHash('sha256')
    .update(content.subarray(4 + head))
    .digest('hex');
}
