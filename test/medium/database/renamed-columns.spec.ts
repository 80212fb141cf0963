/** @engine both: each opens and seals what is encrypted in its own way. */
import { describe, expect, it } from '@jest/globals';
import { CellCipher, CellsMovedError, Migrator } from '../../../src/database/index.js';
import type { CellMove, Migration } from '../../../src/database/index.js';
import type { DatabaseKeys } from '../../../src/database/keys/database-keys.js';
import { TestMaster } from '../../support/master-database.js';
import { tempFolders } from '../../support/temp-folder.js';
import { TestClock } from '../../support/test-clock.js';
import { testEngine } from '../../support/test-engine.js';

const COMPANY = 1;
/** The newest is being made the company's own: what it has sealed already is there as well. */
const KEYS = [
  { number: 2, state: 'next' as const, key: Buffer.alloc(32, 'b') },
  { number: 1, state: 'current' as const, key: Buffer.alloc(32, 'a') },
];
const NEXT = new CellCipher({ companyId: COMPANY, keys: KEYS });
const CURRENT = new CellCipher({ companyId: COMPANY, keys: KEYS.slice(1) });
/** More than are read at once. */
const ROWS = 1_101;

const REMARK = { table: 'visit', column: 'remark' };
const MAIL = { table: 'visit', column: 'mail' };

const CREATE = migration(
  '1-create',
  ['CREATE TABLE visit (id integer PRIMARY KEY, remark text, mail varchar(200), room text)'],
  ['DROP TABLE visit'],
);
const renaming = (moved?: readonly CellMove[]): Migration =>
  migration(
    '2-rename',
    ['ALTER TABLE visit RENAME COLUMN remark TO note'],
    ['ALTER TABLE visit RENAME COLUMN note TO remark'],
    moved,
  );
const SAID = [{ from: 'visit.remark', to: 'visit.note' }];
const OF_TABLE = migration(
  '3-rename',
  ['ALTER TABLE visit RENAME TO stay'],
  ['ALTER TABLE stay RENAME TO visit'],
  [
    { from: 'visit.note', to: 'stay.note' },
    { from: 'visit.mail', to: 'stay.mail' },
  ],
);

function migration(name: string, up: string[], down: string[], moved?: readonly CellMove[]): Migration {
  return { name, sqlite: { up, down }, postgres: { up, down }, ...(moved && { moved }) };
}

interface Visit {
  readonly id: number;
  readonly remark?: string;
  readonly note?: string;
  readonly mail: string | null;
  readonly room: string;
}

describe('An encrypted column that a migration gives another name', () => {
  const folder = tempFolders();

  async function clinic(secrets = KEYS) {
    const { folder: dataDir } = await new TestMaster(folder()).create();
    const engine = testEngine(dataDir);
    await engine.create('template_t');
    const migrate = (...migrations: readonly Migration[]) =>
      new Migrator(engine, migrations, new TestClock('2026-11-28T08:00:00Z')).migrate('tenant_t', COMPANY);
    const back = (to: Migration, ...migrations: readonly Migration[]) => {
      const migrator = new Migrator(engine, migrations, new TestClock('2026-11-28T08:00:00Z'));
      return engine.migrate(migrator.job('tenant_t', { stamp: COMPANY, keep: to.name }));
    };
    await new Migrator(engine, [CREATE], new TestClock('2026-11-28T08:00:00Z')).migrate('template_t');
    await engine.copy('template_t', 'tenant_t', COMPANY);
    const query = (...statements: readonly string[]): Promise<unknown[]> =>
      engine.withSchema(
        'tenant_t',
        async (session) => {
          let rows: unknown[] = [];
          for (const sql of statements) rows = await session.query(sql);
          return rows;
        },
        COMPANY,
      );
    // Its file is not encrypted: what is looked at here is its columns, on either engine.
    engine.cells.keys = { allOf: () => Promise.resolve(secrets) } as unknown as DatabaseKeys;
    const visits = async (table: string): Promise<Visit[]> =>
      (await query(`SELECT * FROM ${table} ORDER BY id`)) as Visit[];
    return { engine, migrate, back, query, visits };
  }

  /** Rows of both keys, one of before there was any, and one without a value. */
  async function filled(secrets = KEYS) {
    const made = await clinic(secrets);
    const values = Array.from({ length: ROWS }, (_row, index) => {
      const cipher = index % 2 === 0 ? CURRENT : NEXT;
      return `(${index + 1}, '${cipher.seal(REMARK, `remark ${index + 1}`)}', '${cipher.seal(MAIL, 'Rosa@Example.com', true)}', 'plain')`;
    });
    values.push(`(${ROWS + 1}, 'as it was before there was a key', NULL, 'plain')`);
    await made.query(`INSERT INTO visit (id, remark, mail, room) VALUES ${values.join()}`);
    return made;
  }

  const opened = (rows: readonly Visit[], table: string): unknown[] =>
    rows.map(({ id, remark, note, mail, room }) => [
      id,
      NEXT.open({ table, column: note === undefined ? 'remark' : 'note' }, note ?? remark ?? ''),
      mail === null ? null : NEXT.open({ table, column: 'mail' }, mail),
      room,
    ]);

  it('opens in every row afterwards, with the key that it had, and after the way back', async () => {
    const { migrate, back, query, visits } = await filled();
    const before = opened(await visits('visit'), 'visit');
    expect(before).toHaveLength(ROWS + 1);

    await migrate(CREATE, renaming(SAID), OF_TABLE);
    const rows = await visits('stay');
    expect(opened(rows, 'stay')).toEqual(before);
    expect(rows.slice(0, 2).map(({ note }) => [CURRENT, NEXT].map((by) => by.isPresent(note!)))).toEqual([
      [true, false],
      [false, true],
    ]);
    // What is looked for by its whole text is found under its new name, and was not made findable otherwise.
    const patterns = NEXT.patterns({ table: 'stay', column: 'mail' }, 'rosa@example.com');
    const found = patterns.map((pattern) => `(SELECT count(*) FROM stay WHERE mail LIKE '${pattern}')`);
    expect(await query(`SELECT ${found.join(' + ')} AS found`)).toEqual([{ found: ROWS }]);
    expect(rows[0]!.note).toContain('..');

    await back(CREATE, CREATE, renaming(SAID), OF_TABLE);
    expect(opened(await visits('visit'), 'visit')).toEqual(before);
  });

  it('keeps a migration from being applied that does not say so; control: without that it is lost', async () => {
    const { migrate, query, visits } = await filled();
    const before = await visits('visit');
    for (const wrong of [
      renaming(),
      renaming([{ from: 'visit.mail', to: 'visit.note' }]),
      migration('2-copy', ['UPDATE visit SET room = remark'], []),
      migration('2-change', ["UPDATE visit SET remark = lower(remark) || 'x'"], []),
      { ...OF_TABLE, name: '2-table', moved: [] },
    ]) {
      await expect(migrate(CREATE, wrong)).rejects.toThrow(CellsMovedError);
      await expect(migrate(CREATE, wrong)).rejects.toThrow('make-migrations --rename');
      expect(await visits('visit')).toEqual(before);
    }
    await query(...renaming().sqlite.up);
    const [row] = await visits('visit');
    expect(NEXT.opens({ table: 'visit', column: 'note' }, row!.note!)).toBe(false);
  });

  it('may have been unreadable before', async () => {
    const { migrate, query, visits } = await filled();
    await query('UPDATE visit SET remark = (SELECT mail FROM visit WHERE id = 1) WHERE id IN (3, 5)');
    await migrate(CREATE, renaming(SAID));
    const notes = (await visits('visit')).map(({ note }) => NEXT.opens({ table: 'visit', column: 'note' }, note!));
    expect(notes.filter((isReadable) => !isReadable)).toHaveLength(2);
  });
});
