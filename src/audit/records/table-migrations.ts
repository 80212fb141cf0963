import type { DataSource } from 'typeorm';
import { HISTORY_TABLE } from '../../database/index.js';

/** A migration, and what it runs. */
export interface MigratedTables {
  readonly name: string;
  readonly statements: readonly string[];
}

/** When a database's tables were migrated: what their records were changed by, the log does not tell. */
export class TableMigrations {
  private constructor(private readonly applied: readonly (MigratedTables & { readonly at: string })[]) {}

  /** @param migrations all of this program. */
  static async appliedTo(dataSource: DataSource, migrations: readonly MigratedTables[]): Promise<TableMigrations> {
    const history = await dataSource.query<{ name: string; at: string }[]>(
      `SELECT name, applied_at AS at FROM ${HISTORY_TABLE} ORDER BY name`,
    );
    const times = new Map(history.map(({ name, at }) => [name, at]));
    return new TableMigrations(
      migrations.flatMap((migration) => {
        const at = times.get(migration.name);
        return at === undefined ? [] : [{ ...migration, at }];
      }),
    );
  }

  /** The last one that names a table and was applied since. @param at ISO 8601. */
  since(table: string, at: string): string | undefined {
    const word = new RegExp(`\\b${table}\\b`, 'i');
    return this.applied.findLast((migration) => migration.at > at && migration.statements.some((sql) => word.test(sql)))
      ?.name;
  }
}
