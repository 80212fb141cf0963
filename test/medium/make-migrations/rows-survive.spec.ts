/** @engine none: migrations are made on scratch databases of both engines. */
import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { Check, Column, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { Hints } from '../../../src/make-migrations/index.js';
import { ChangingModels, model, postgresRows, sqliteRows } from '../../support/model-change.js';
import type { MigratedRows, Model } from '../../support/model-change.js';
import { scratchEngines } from '../../support/scratch-engines.js';
import { tempFolders } from '../../support/temp-folder.js';

type Columns = Record<string, PropertyDecorator[]>;

const id = [PrimaryGeneratedColumn()];
const WARD: Columns = { id, name: [Column('varchar', { length: 50 })] };
const BED: Columns = {
  id,
  label: [Index('bed_label'), Column('varchar', { length: 10 })],
  remark: [Column('varchar', { length: 200, nullable: true })],
  wardId: [ForeignKey('ward', { name: 'bed_ward_id', onDelete: 'CASCADE' }), Column('integer', { name: 'ward_id' })],
};

const ward = (more: Columns = {}, ...decorators: ClassDecorator[]): Model =>
  model('ward', { ...WARD, ...more }, ...decorators);
const bed = (more: Columns = {}): Model => model('bed', { ...BED, ...more });

const WARDS = [
  { id: 1, name: 'North' },
  { id: 3, name: "St. Mary's" },
];
const BEDS = [
  { id: 1, label: 'N1', remark: null, ward_id: 1 },
  { id: 2, label: 'M1', remark: 'by the window', ward_id: 3 },
];
const INSERT = [
  `INSERT INTO ward (name) VALUES ('North'), ('Gone'), ('St. Mary''s')`,
  `DELETE FROM ward WHERE id = 2`,
  `INSERT INTO bed (label, remark, ward_id) VALUES ('N1', NULL, 1), ('M1', 'by the window', 3)`,
];

/** What the models become, and what the rows are then; and after going back, if that is not what they were. */
interface Change {
  readonly what: string;
  readonly models: () => Model[];
  readonly tables?: readonly string[];
  readonly hints?: Partial<Hints>;
  readonly wards?: readonly object[];
  readonly beds?: readonly object[];
  readonly afterwards?: { readonly wards?: readonly object[]; readonly beds?: readonly object[] };
  /** How it shows that the change is in force. */
  readonly refuses?: string;
  readonly bedTable?: string;
}

const with_ = (rows: readonly object[], more: object): object[] => rows.map((row) => ({ ...row, ...more }));
const withoutKey = (rows: readonly Record<string, unknown>[], key: string): object[] =>
  rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== key)));

const CHANGES: readonly Change[] = [
  {
    what: 'a column that may be empty',
    models: () => [ward({ floor: [Column('integer', { nullable: true })] }), bed()],
    wards: with_(WARDS, { floor: null }),
  },
  {
    what: 'a column with a default',
    models: () => [ward({ floor: [Column('integer', { default: 2 })] }), bed()],
    wards: with_(WARDS, { floor: 2 }),
    refuses: `INSERT INTO ward (name, floor) VALUES ('x', NULL)`,
  },
  {
    what: 'a column that must have a value',
    models: () => [ward({ building: [Column('varchar', { length: 20 })] }), bed()],
    hints: { defaults: new Map([['ward.building', "Mary's house"]]) },
    wards: with_(WARDS, { building: "Mary's house" }),
    refuses: `INSERT INTO ward (name) VALUES ('x')`,
  },
  {
    what: 'a must for a column that could be empty',
    models: () => [ward(), bed({ remark: [Column('varchar', { length: 200 })] })],
    hints: { defaults: new Map([['bed.remark', 'none']]) },
    beds: [{ ...BEDS[0], remark: 'none' }, BEDS[1]!],
    afterwards: { beds: [{ ...BEDS[0], remark: 'none' }, BEDS[1]!] },
    refuses: `INSERT INTO bed (label, ward_id) VALUES ('x', 1)`,
  },
  {
    what: 'a longer column',
    models: () => [ward({ name: [Column('varchar', { length: 80 })] }), bed()],
  },
  {
    what: 'an index',
    models: () => [ward({ name: [Index('ward_name', { unique: true }), ...WARD.name!] }), bed()],
    refuses: `INSERT INTO ward (name) VALUES ('North')`,
  },
  {
    what: 'a unique constraint',
    models: () => [ward({}, Unique('ward_name_key', ['name'])), bed()],
    refuses: `INSERT INTO ward (name) VALUES ('North')`,
  },
  {
    what: 'a check',
    models: () => [ward({}, Check('ward_name_given', `name <> ''`)), bed()],
    refuses: `INSERT INTO ward (name) VALUES ('')`,
  },
  {
    what: 'a foreign key in a new column',
    models: () => [
      ward(),
      bed({
        backupWardId: [
          ForeignKey('ward', { name: 'bed_backup_ward_id', onDelete: 'SET NULL' }),
          Column('integer', { name: 'backup_ward_id', nullable: true }),
        ],
      }),
    ],
    beds: with_(BEDS, { backup_ward_id: null }),
    refuses: `INSERT INTO bed (label, ward_id, backup_ward_id) VALUES ('x', 1, 99)`,
  },
  {
    what: 'a foreign key that must point somewhere',
    models: () => [
      ward(),
      bed({
        ownerId: [ForeignKey('ward', { name: 'bed_owner_id' }), Column('integer', { name: 'owner_id' })],
      }),
    ],
    hints: { defaults: new Map([['bed.owner_id', '3']]) },
    beds: with_(BEDS, { owner_id: 3 }),
    refuses: `INSERT INTO bed (label, ward_id, owner_id) VALUES ('x', 1, 99)`,
  },
  {
    what: 'another action of a foreign key',
    models: () => [
      ward(),
      bed({
        wardId: [
          ForeignKey('ward', { name: 'bed_ward_id', onDelete: 'RESTRICT' }),
          Column('integer', { name: 'ward_id' }),
        ],
      }),
    ],
    refuses: `DELETE FROM ward WHERE id = 1`,
  },
  {
    what: 'a new table',
    models: () => [
      ward(),
      bed(),
      model('nurse', {
        id,
        wardId: [ForeignKey('ward', { name: 'nurse_ward_id' }), Column('integer', { name: 'ward_id' })],
      }),
    ],
    tables: ['ward', 'bed', 'nurse'],
    refuses: `INSERT INTO nurse (ward_id) VALUES (99)`,
  },
  {
    what: 'no column any more',
    models: () => [ward(), model('bed', Object.fromEntries(Object.entries(BED).filter(([name]) => name !== 'remark')))],
    hints: { drops: ['bed.remark'] },
    beds: withoutKey(BEDS, 'remark'),
    afterwards: { beds: with_(BEDS, { remark: null }) },
  },
  {
    what: 'no table any more',
    models: () => [ward()],
    tables: ['ward'],
    hints: { drops: ['bed'] },
    beds: [],
    afterwards: { beds: [] },
    bedTable: '',
  },
  {
    what: 'another name of a column',
    models: () => [ward(), bed({ remark: [Column('varchar', { name: 'note', length: 200, nullable: true })] })],
    hints: { renames: ['bed.remark:note'] },
    beds: BEDS.map(({ remark, ...row }) => ({ ...row, note: remark })),
  },
  {
    what: 'another name of a table',
    models: () => [ward(), model('place', BED)],
    tables: ['ward', 'place'],
    hints: { renames: ['bed:place'] },
    bedTable: 'place',
  },
  {
    what: 'another name, another table and a rebuilt parent at once',
    models: () => [
      model('station', { ...WARD, name: [Column('varchar', { name: 'title', length: 90 })] }),
      bed({
        wardId: [
          ForeignKey('station', { name: 'bed_ward_id', onDelete: 'CASCADE' }),
          Column('integer', { name: 'ward_id' }),
        ],
      }),
    ],
    tables: ['station', 'bed'],
    hints: { renames: ['ward:station', 'station.name:title'] },
    wards: WARDS.map(({ name, ...row }) => ({ ...row, title: name })),
    refuses: `INSERT INTO bed (label, ward_id) VALUES ('x', 99)`,
  },
];

describe('A migration that was made brings', () => {
  const folder = tempFolders();
  const scratch = scratchEngines();

  it.each(CHANGES.map((change) => [change.what, change] as const))(
    '%s, keeps the rows on both engines, and goes back',
    async (_what, change) => {
      const models = new ChangingModels(scratch().engines, folder());
      const first = await models.become([ward(), bed()], ['ward', 'bed']);
      await models.become(change.models(), change.tables ?? ['ward', 'bed'], change.hints);

      for (const rows of [await sqliteRows(folder()), postgresRows(await scratch().server.database())]) {
        await rows.migrate([first]);
        for (const sql of INSERT) await rows.query(sql);

        await rows.migrate(models.migrations);
        expect(await rowsOf(rows, change)).toEqual([rows.kind, change.wards ?? WARDS, change.beds ?? BEDS]);
        if (change.refuses !== undefined) expect(await isRefused(rows, change.refuses)).toBe(true);

        await rows.migrate([first]);
        const afterwards = await rowsOf(rows, {});
        expect(afterwards).toEqual([rows.kind, change.afterwards?.wards ?? WARDS, change.afterwards?.beds ?? BEDS]);
        // Numbers of rows that are gone are not given out again: SQLite's history of them survives rebuilding.
        await rows.query(`INSERT INTO ward (name) VALUES ('next')`);
        expect(await rows.query(`SELECT name FROM ward WHERE id > 3`)).toEqual([{ name: 'next' }]);
      }
    },
  );

  it('a rebuilt parent without losing its children, which foreign keys in force would delete', async () => {
    const models = new ChangingModels(scratch().engines, folder());
    const first = await models.become([ward(), bed()], ['ward', 'bed']);
    const rebuilding = await models.become(
      [ward({ name: [Column('varchar', { length: 90 })] }), bed()],
      ['ward', 'bed'],
    );
    expect(rebuilding.sqlite.up).toContain('DROP TABLE ward');

    const naive = new Database(':memory:');
    naive.pragma('foreign_keys = ON');
    for (const sql of [...first.sqlite.up, ...INSERT, ...rebuilding.sqlite.up]) naive.exec(sql);
    expect(naive.prepare('SELECT * FROM bed').all()).toEqual([]);
    naive.close();
  });
});

async function rowsOf(rows: MigratedRows, change: Partial<Change>): Promise<unknown> {
  const wardTable = change.tables?.includes('station') ? 'station' : 'ward';
  const bedTable = change.bedTable ?? 'bed';
  return [
    rows.kind,
    await rows.query(`SELECT * FROM ${wardTable} ORDER BY id`),
    bedTable === '' ? [] : await rows.query(`SELECT * FROM ${bedTable} ORDER BY id`),
  ];
}

async function isRefused(rows: MigratedRows, sql: string): Promise<boolean> {
  return rows.query(sql).then(
    () => false,
    () => true,
  );
}
