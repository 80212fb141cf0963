import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import type { DataSource, ObjectLiteral } from 'typeorm';
import type { DatabaseEngine } from './database-engine.js';
import { MasterBehindError } from './database.errors.js';
import type { Migrator } from './migrator.js';

export type MasterOptions = TypeOrmModuleOptions & { readonly open: () => Promise<DataSource> };

/** The one database of companies, users, plans and subscriptions. */
export class MasterDatabase {
  /** Migrations applied when this process opened it. */
  appliedAtStart: readonly string[] = [];

  constructor(
    private readonly engine: DatabaseEngine,
    private readonly migrator: Migrator,
    private readonly entities: readonly (new () => ObjectLiteral)[],
    private readonly migratesOnStart: boolean,
  ) {}

  /**
   * Opens it; on a fresh machine creates it first.
   * @throws MasterBehindError when it waits for migrations and MIGRATE_ON_START is off; MigrationHistoryError.
   */
  async open(): Promise<DataSource> {
    const isNew = !(await this.engine.exists('master'));
    if (isNew) await this.engine.create('master');
    if (isNew || this.migratesOnStart) this.appliedAtStart = await this.migrator.migrate('master');
    const dataSource = await this.engine.dataSource('master', { entities: this.entities }).initialize();
    if (await this.isCurrent(dataSource)) return dataSource;
    await dataSource.destroy();
    throw new MasterBehindError();
  }

  /** Whether it has all migrations. @throws MigrationHistoryError, or the error of an unreadable database. */
  isCurrent(dataSource: DataSource): Promise<boolean> {
    return this.migrator.isCurrent(dataSource);
  }

  /** Applies what is pending; for the `migrate` command, whose process may have been told not to do so at start. */
  migrate(): Promise<readonly string[]> {
    return this.migrator.migrate('master');
  }

  /** What @nestjs/typeorm wants to have; it never retries, because a failed opening has a reason to be read. */
  options(): MasterOptions {
    return { type: 'better-sqlite3', database: '', retryAttempts: 0, open: () => this.open() };
  }
}
