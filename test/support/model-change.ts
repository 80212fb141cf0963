import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { Entity } from 'typeorm';
import type { ObjectLiteral } from 'typeorm';
import { SystemClock } from '../../src/common/index.js';
import { Migrator, SqliteEngine } from '../../src/database/index.js';
import type { EngineKind, Migration } from '../../src/database/index.js';
import { makeMigrations, SourceTree } from '../../src/make-migrations/index.js';
import type { Hints, MadeMigration, ScratchEngine } from '../../src/make-migrations/index.js';

export type Model = new () => ObjectLiteral;

/** An entity whose columns carry these decorators. */
export function model(table: string, columns: Record<string, PropertyDecorator[]>, ...more: ClassDecorator[]): Model {
  const entity = class {};
  for (const decorate of [Entity(table), ...more]) decorate(entity);
  for (const [name, decorators] of Object.entries(columns)) {
    for (const decorate of decorators) decorate(entity.prototype, name);
  }
  return entity;
}

/** Models whose sources lie in a folder of their own, and the migrations made for them one after the other. */
export class ChangingModels {
  readonly migrations: Migration[] = [];
  readonly made: MadeMigration[] = [];

  constructor(
    private readonly engines: readonly ScratchEngine[],
    readonly root: string,
  ) {
    mkdirSync(join(root, 'src', 'wards'), { recursive: true });
    copyFileSync('.prettierrc', join(root, '.prettierrc'));
    writeFileSync(join(root, 'src', 'tenant-models.ts'), 'export const TENANT_MODELS = [];\n');
    writeFileSync(
      join(root, 'src', 'wards', 'wards.model.ts'),
      "import type { TenantModel } from '../tenancy/index.js';\n\n" +
        'export const wardsModel: TenantModel = { entities: [], migrations: [], countsAgainst: {} };\n',
    );
  }

  /** @returns the new migration. @throws what makeMigrations throws; an error unless one migration is made. */
  async become(entities: readonly Model[], tables: readonly string[], hints: Partial<Hints> = {}): Promise<Migration> {
    const entitySource = tables.map((table) => `@Entity('${table}')\n`).join('');
    writeFileSync(join(this.root, 'src', 'wards', 'ward.entity.ts'), entitySource);
    const made = await makeMigrations(
      this.engines,
      [{ what: 'tenants', entities, migrations: this.migrations }],
      new SourceTree(this.root),
      {
        hints: { renames: [], drops: [], defaults: new Map(), ...hints },
        now: new Date(Date.UTC(2030, 0, 1 + this.migrations.length)),
      },
    );
    const [{ name, sqlite, postgres, moved }] = made as [MadeMigration];
    if (made.length !== 1) throw new Error(`${made.length} migrations were made`);
    this.made.push(...made);
    const migration = { name, sqlite, postgres, ...(moved && { moved }) };
    this.migrations.push(migration);
    return migration;
  }
}

/** A real database with rows, on which migrations run. */
export interface MigratedRows {
  readonly kind: EngineKind;
  /** Applies what is pending of these; takes back what of them is there when there are fewer. */
  migrate(migrations: readonly Migration[]): Promise<void>;
  query(sql: string): Promise<object[]>;
}

export async function sqliteRows(folder: string): Promise<MigratedRows> {
  const engine = new SqliteEngine(folder);
  await engine.create('tenant_rows');
  let applied: readonly Migration[] = [];
  return {
    kind: 'sqlite',
    migrate: async (migrations) => {
      const isBack = migrations.length < applied.length;
      const migrator = new Migrator(engine, isBack ? applied : migrations, new SystemClock());
      await engine.migrate(migrator.job('tenant_rows', isBack ? { keep: migrations.at(-1)?.name ?? '' } : {}));
      applied = [...migrations];
    },
    query: (sql) => engine.withSchema('tenant_rows', async (session) => (await session.query(sql)) as object[]),
  };
}

export function postgresRows(client: Client): MigratedRows {
  let applied: readonly Migration[] = [];
  return {
    kind: 'postgres',
    migrate: async (migrations) => {
      const statements =
        migrations.length < applied.length
          ? applied
              .slice(migrations.length)
              .reverse()
              .flatMap(({ postgres }) => postgres.down)
          : migrations.slice(applied.length).flatMap(({ postgres }) => postgres.up);
      await client.query('BEGIN');
      for (const sql of statements) await client.query(sql);
      await client.query('COMMIT');
      applied = [...migrations];
    },
    query: async (sql) => (await client.query<object>(sql)).rows,
  };
}
