import { Injectable } from '@nestjs/common';
import { DatabaseEngine, Migrator } from '../../database/index.js';
import type { AppliedMigration, SchemaDescription } from '../../database/index.js';

/** What databases should look like, by what was applied to them; made on a scratch database, once for each history. */
@Injectable()
export class ExpectedSchemas {
  private readonly byVersion = new Map<string, Promise<SchemaDescription>>();

  constructor(private readonly migrator: Migrator) {}

  /** @param engine where the database is. @throws MigrationHistoryError for a history that this program's migrations cannot have given. */
  async after(history: readonly AppliedMigration[], engine: DatabaseEngine): Promise<SchemaDescription> {
    this.migrator.pendingAfter(history);
    const version = history.at(-1)?.name ?? '';
    const key = `${engine.kind} ${version}`;
    const expected = this.byVersion.get(key) ?? this.make(version, engine);
    this.byVersion.set(key, expected);
    return expected;
  }

  private make(version: string, engine: DatabaseEngine): Promise<SchemaDescription> {
    return engine.describeMigrated(this.migrator.stepsFor(engine).filter((step) => step.name <= version));
  }
}
