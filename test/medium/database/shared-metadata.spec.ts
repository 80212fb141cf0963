/** @engine sqlite: how SQLite files are used. */
import { describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Column, Entity, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { SqliteEngine } from '../../../src/database/index.js';
import type { DatabaseName } from '../../../src/database/index.js';
import { tempFolders } from '../../support/temp-folder.js';

@Entity('ward')
class Ward {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'varchar', length: 40 })
  name!: string;
}

@Entity('bed')
class Bed {
  @PrimaryGeneratedColumn()
  id!: number;

  @ManyToOne(() => Ward, { eager: true })
  ward!: Ward;
}

@Entity('pillow')
class Pillow {
  @PrimaryGeneratedColumn()
  id!: number;

  /** TypeORM loads it through the DataSource that the description of the entity points to. */
  @ManyToOne(() => Ward, { lazy: true })
  ward!: Promise<Ward>;
}

const SCHEMA = { entities: [Ward, Bed] };
const TABLES = [
  'CREATE TABLE ward (id integer PRIMARY KEY, name varchar(40) NOT NULL)',
  'CREATE TABLE bed (id integer PRIMARY KEY, wardId integer REFERENCES ward (id))',
];

describe('Two databases of one schema', () => {
  const folder = tempFolders();

  async function open(engine: SqliteEngine, name: DatabaseName, ward: string): Promise<DataSource> {
    await engine.create(name);
    await engine.withSchema(name, async (session) => {
      for (const sql of TABLES) await session.query(sql);
      await session.query('INSERT INTO ward (id, name) VALUES (1, ?)', [ward]);
      await session.query('INSERT INTO bed (id, wardId) VALUES (1, 1)');
    });
    return engine.dataSource(name, SCHEMA).initialize();
  }

  it('share the description of the entities, and nothing of each other', async () => {
    const engine = new SqliteEngine(folder());
    const [north, south] = await Promise.all([
      open(engine, 'tenant_north', 'North'),
      open(engine, 'tenant_south', 'South'),
    ]);
    expect(north.getMetadata(Ward)).toBe(south.getMetadata(Ward));
    expect(await north.getRepository(Ward).find()).toEqual([{ id: 1, name: 'North' }]);
    expect(await south.getRepository(Ward).find()).toEqual([{ id: 1, name: 'South' }]);
    await south.getRepository(Ward).save({ name: 'South 2' });
    expect(await north.getRepository(Ward).count()).toBe(1);
    await north.destroy();
    expect(await south.getRepository(Ward).count()).toBe(2);
    await south.destroy();
  });

  it('are not reached through the description: what follows its pointer finds no database at all', async () => {
    const engine = new SqliteEngine(folder());
    const north = await open(engine, 'tenant_north', 'North');
    const { dataSource } = north.getMetadata(Ward);
    expect(dataSource).not.toBe(north);
    expect(() => dataSource.createQueryRunner()).toThrow('it has no database');
    await expect(dataSource.initialize()).rejects.toThrow('it has no database');
    await north.destroy();
  });

  it('load relations each from itself', async () => {
    const engine = new SqliteEngine(folder());
    const north = await open(engine, 'tenant_north', 'North');
    const south = await open(engine, 'tenant_south', 'South');
    expect(await north.getRepository(Bed).find()).toEqual([{ id: 1, ward: { id: 1, name: 'North' } }]);
    expect(await south.getRepository(Bed).find()).toEqual([{ id: 1, ward: { id: 1, name: 'South' } }]);
    await Promise.all([north.destroy(), south.destroy()]);
  });

  it('refuse entities with lazy relations, which would follow the pointer', async () => {
    const engine = new SqliteEngine(folder());
    await engine.create('tenant_lazy');
    const lazy = engine.dataSource('tenant_lazy', { entities: [Ward, Pillow] });
    await expect(lazy.initialize()).rejects.toThrow('Pillow.ward is a lazy relation');
    expect(lazy.isInitialized).toBe(false);
  });
});
