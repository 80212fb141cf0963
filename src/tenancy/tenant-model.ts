import type { Type } from '@nestjs/common';
import type { EntityManager, ObjectLiteral } from 'typeorm';
import type { MigrationClass } from '../database/index.js';
import type { PersonalData } from './personal-data.js';
import type { TenantReport } from './tenant-report.js';
import type { CountedEntities } from './quota/counted-tables.js';

/**
 * Looks whether an entry, with its old number or none, fits into the data that are there.
 * @throws an error of the kind `conflict` when it does not.
 */
export type AssertFits = (transaction: EntityManager, entry: ObjectLiteral) => Promise<void>;

/** A clinic model: what one folder contributes to every company's database and to the API. */
export interface TenantModel {
  readonly module: Type;
  readonly entities: readonly (new () => ObjectLiteral)[];
  readonly migrations: readonly MigrationClass[];
  /** What the columns of its entities say about people; nobody can make a clone without people as long as one is missing. */
  readonly personal?: readonly PersonalData[];
  /** Entities whose rows the plan limits, by the name that the plan's limit has: `{ doctors: Doctor }`. */
  readonly countsAgainst?: CountedEntities;
  /** What superusers may ask of all companies about its tables. */
  readonly reports?: readonly TenantReport[];
  /** What must hold for an entry of the model that comes back out of a backup, besides what its table holds. */
  readonly assertFits?: AssertFits;
}
