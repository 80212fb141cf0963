import type { Type } from '@nestjs/common';
import type { ObjectLiteral } from 'typeorm';
import type { MigrationClass } from '../database/index.js';

/** A clinic model: what one folder contributes to every company's database and to the API. */
export interface TenantModel {
  readonly module: Type;
  readonly entities: readonly (new () => ObjectLiteral)[];
  readonly migrations: readonly MigrationClass[];
}
