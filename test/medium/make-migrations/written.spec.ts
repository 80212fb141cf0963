/** @engine none: migrations are made on scratch databases of both engines. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Column, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Sensitive } from '../../../src/common/index.js';
import type { Migration } from '../../../src/database/index.js';
import { missingMigrations } from '../../../src/make-migrations/index.js';
import { ChangingModels, model } from '../../support/model-change.js';
import { scratchEngines } from '../../support/scratch-engines.js';
import { tempFolders } from '../../support/temp-folder.js';

const NO_HINTS = { renames: [], drops: [], defaults: new Map<string, string>() };

describe('A migration that was made', () => {
  const folder = tempFolders();
  const scratch = scratchEngines();

  it('is readable, sorts after the others and is listed with them', async () => {
    const models = new ChangingModels(scratch().engines, folder());
    const name = [Column('varchar', { length: 50 })];
    await models.become([model('ward', { id: [PrimaryGeneratedColumn()], name })], ['ward']);
    const floor = [Index('ward_floor'), Column('integer', { default: 1 })];
    await models.become([model('ward', { id: [PrimaryGeneratedColumn()], name, floor })], ['ward']);

    const wards = join(models.root, 'src', 'wards');
    expect(readdirSync(join(wards, 'migrations'))).toEqual([
      '20300101000000-create-ward.ts',
      '20300102000000-add-floor-to-ward.ts',
    ]);
    expect(models.made.map(({ file }) => file)).toEqual([
      join('src', 'wards', 'migrations', '20300101000000-create-ward.ts'),
      join('src', 'wards', 'migrations', '20300102000000-add-floor-to-ward.ts'),
    ]);
    expect(readFileSync(join(wards, 'migrations', '20300102000000-add-floor-to-ward.ts'), 'utf8'))
      .toMatchInlineSnapshot(`
      "import type { Migration } from '../../tenancy/index.js';

      export class AddFloorToWard20300102000000 implements Migration {
        readonly name = '20300102000000-add-floor-to-ward';

        readonly sqlite = {
          up: [\`ALTER TABLE ward ADD COLUMN floor integer NOT NULL DEFAULT 1\`, \`CREATE INDEX ward_floor ON ward (floor)\`],
          down: [
            \`CREATE TABLE ward_new (
              id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
              name varchar(50) NOT NULL
            )\`,
            \`INSERT INTO ward_new (id, name)
              SELECT id, name FROM ward ORDER BY id\`,
            \`DELETE FROM sqlite_sequence WHERE name = 'ward_new'\`,
            \`INSERT INTO sqlite_sequence (name, seq) SELECT 'ward_new', seq FROM sqlite_sequence WHERE name = 'ward'\`,
            \`DROP TABLE ward\`,
            \`ALTER TABLE ward_new RENAME TO ward\`,
          ],
        };

        readonly postgres = {
          up: [\`ALTER TABLE ward ADD COLUMN floor integer NOT NULL DEFAULT 1\`, \`CREATE INDEX ward_floor ON ward (floor)\`],
          down: [\`DROP INDEX ward_floor\`, \`ALTER TABLE ward DROP COLUMN floor\`],
        };
      }
      "
    `);
    expect(readFileSync(join(wards, 'wards.model.ts'), 'utf8')).toMatchInlineSnapshot(`
      "import type { TenantModel } from '../tenancy/index.js';
      import { CreateWard20300101000000 } from './migrations/20300101000000-create-ward.js';
      import { AddFloorToWard20300102000000 } from './migrations/20300102000000-add-floor-to-ward.js';

      export const wardsModel: TenantModel = {
        entities: [],
        migrations: [CreateWard20300101000000, AddFloorToWard20300102000000],
        countsAgainst: {},
      };
      "
    `);
  });

  it('says which encrypted columns have another name; one by hand that does not is found missing it', async () => {
    const models = new ChangingModels(scratch().engines, folder());
    const sensitive = (name: string): PropertyDecorator[] => [Sensitive(), Column('text', { name, nullable: true })];
    const id = [PrimaryGeneratedColumn()];
    await models.become([model('ward', { id, note: sensitive('note'), room: [Column('text')] })], ['ward']);
    const wards = [model('place', { id, note: sensitive('remark'), room: [Column('text')] })];
    const renames = ['ward:place', 'place.note:remark'];
    const { moved } = await models.become(wards, ['place'], { renames });
    expect(moved).toEqual([{ from: 'ward.note', to: 'place.remark' }]);
    const source = readFileSync(join(models.root, models.made.at(-1)!.file), 'utf8');
    expect(source).toContain("readonly moved = [{ from: 'ward.note', to: 'place.remark' }];");

    const check = (migrations: readonly Migration[]): Promise<string[]> =>
      missingMigrations(scratch().engines, [{ what: 'tenants', entities: wards, migrations }], NO_HINTS);
    const [first, { moved: _said, ...unsaid }] = models.migrations as [Migration, Migration];
    expect(await check(models.migrations)).toEqual([]);
    expect(await check([first, unsaid])).toEqual([expect.stringContaining("from: 'ward.note', to: 'place.remark'")]);
  });
});
