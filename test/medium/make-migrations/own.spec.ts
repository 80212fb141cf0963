/** @engine none: migrations are made on scratch databases of both engines. */
import { describe, expect, it } from '@jest/globals';
import { Column, PrimaryGeneratedColumn } from 'typeorm';
import { missingMigrations, ownDatabases } from '../../../src/make-migrations/index.js';
import type { MigratedDatabase } from '../../../src/make-migrations/index.js';
import { model } from '../../support/model-change.js';
import { scratchEngines } from '../../support/scratch-engines.js';

describe('The migrations of this program', () => {
  const scratch = scratchEngines();
  const missing = (databases: readonly MigratedDatabase[]): Promise<string[]> =>
    missingMigrations(scratch().engines, databases, { renames: [], drops: [], defaults: new Map() });

  it('give both engines what the entities ask for', async () => {
    expect(await missing(ownDatabases())).toEqual([]);
  });

  it('would be found wanting if one of them were left out', async () => {
    const [master, tenants] = ownDatabases() as [MigratedDatabase, MigratedDatabase];
    const found = await missing([master, { ...tenants, migrations: tenants.migrations.slice(0, -1) }]);
    expect(found.length).toBeGreaterThan(0);
  });

  it('would be found wanting if a model had a column more', async () => {
    const tenants = ownDatabases()[1]!;
    const room = model('room', { id: [PrimaryGeneratedColumn()], label: [Column('varchar', { length: 10 })] });
    expect(await missing([{ ...tenants, entities: [...tenants.entities, room] }])).toEqual(['table room is missing']);
  });
});
