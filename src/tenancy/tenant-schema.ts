import { AUDIT_ENTITIES, AUDIT_MIGRATIONS } from '../audit/index.js';
import { orderMigrations } from '../database/index.js';
import type { Migration } from '../database/index.js';
import type { EntityManager, ObjectLiteral } from 'typeorm';
import { OWN_ENTITIES, OWN_MIGRATIONS } from './idempotency/idempotency.model.js';
import type { PersonalData } from './personal-data.js';
import type { CountedEntities } from './quota/counted-tables.js';
import type { AssertFits, TenantModel } from './tenant-model.js';
import type { TenantReport } from './tenant-report.js';

/** What every company's database must look like: the sum of the clinic models. */
export class TenantSchema {
  readonly entities: readonly (new () => ObjectLiteral)[];
  readonly migrations: readonly Migration[];
  readonly counted: CountedEntities;
  private readonly rules: ReadonlyMap<unknown, AssertFits>;
  readonly personal: readonly PersonalData[];
  readonly reports: readonly TenantReport[];

  constructor(models: readonly TenantModel[]) {
    this.entities = [...OWN_ENTITIES, ...AUDIT_ENTITIES, ...models.flatMap((model) => model.entities)];
    this.migrations = orderMigrations([
      ...OWN_MIGRATIONS,
      ...AUDIT_MIGRATIONS,
      ...models.flatMap((model) => model.migrations),
    ]);
    this.personal = models.flatMap((model) => model.personal ?? []);
    this.reports = models.flatMap((model) => model.reports ?? []);
    this.counted = Object.assign({}, ...models.map((model) => model.countsAgainst)) as CountedEntities;
    this.rules = new Map(
      models.flatMap(({ entities, assertFits }) => (assertFits ? entities.map((entity) => [entity, assertFits]) : [])),
    );
  }

  /** What an entry must fulfil to come back out of a backup; see TenantModel. */
  async assertFits(transaction: EntityManager, entity: unknown, entry: ObjectLiteral): Promise<void> {
    await this.rules.get(entity)?.(transaction, entry);
  }
}
