import { Injectable } from '@nestjs/common';
import { DatabaseEngine, Migrator } from '../../database/index.js';
import type { AppliedMigration, SchemaDescription } from '../../database/index.js';

/** What databases should look like, by what was applied to them; made on a scratch database, once for each history. */
@Injectable()
export class ExpectedSchemas {
  private readonly byVersion = new Map<string, Promise<SchemaDescription>>();

  constructor(
    private readonly engine: DatabaseEngine,
    private readonly migrator: Migrator,
  ) {}

  /** @throws MigrationHistoryError for a history that this program's migrations cannot have given. */
  async after(history: readonly AppliedMigration[]): Promise<SchemaDescription> {
    this.migrator.pendingAfter(history);
    const version = history.at(-1)?.name ?? '';
    const expected = this.byVersion.get(version) ?? this.make(version);
    this.byVersion.set(version, expected);
    return expected;
  }

  private make(version: string): Promise<SchemaDescription> {
    return this.engine.describeMigrated(this.migrator.steps.filter((step) => step.name <= version));
  }
}
