/** @engine none: migrations are made on scratch databases of both engines. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Column, Index, PrimaryGeneratedColumn } from 'typeorm';
import { ChangingModels, model } from '../../support/model-change.js';
import { scratchEngines } from '../../support/scratch-engines.js';
import { tempFolders } from '../../support/temp-folder.js';

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
});
