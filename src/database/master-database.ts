import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import type { DataSource, ObjectLiteral } from 'typeorm';
import type { DatabaseEngine } from './database-engine.js';
import { MasterBehindError } from './database.errors.js';
import type { InstallationGate } from './installation/installation-gate.js';
import { MasterGoneError } from './installation/installation.errors.js';
import { closeEngine } from './servers/server-engines.js';
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
    /** Absent: it cannot have been moved to another engine. */
    private readonly gate?: InstallationGate,
  ) {}

  /**
   * Opens it; on a fresh machine creates it first.
   * @throws MasterBehindError when it waits for migrations and MIGRATE_ON_START is off; MigrationHistoryError; MasterGoneError;
   *   InstallationMovedError and others of InstallationGate.
   */
  async open(): Promise<DataSource> {
    try {
      return await this.opened();
    } catch (error) {
      // Nobody gets the engine then: its connections would keep the process from ending.
      await closeEngine(this.engine);
      throw error;
    }
  }

  private async opened(): Promise<DataSource> {
    const isNew = !(await this.engine.exists('master'));
    if (isNew) await this.create();
    else await this.gate?.assertHere();
    if (isNew || this.migratesOnStart) this.appliedAtStart = await this.migrator.migrate('master');
    const dataSource = await this.engine.dataSource('master', { entities: this.entities }).initialize();
    try {
      if (!(await this.isCurrent(dataSource))) throw new MasterBehindError();
      await this.gate?.assertHere(dataSource);
      return dataSource;
    } catch (error) {
      await dataSource.destroy();
      throw error;
    }
  }

  /** On a server that has companies' databases already the master database is missing, and not new. */
  private async create(): Promise<void> {
    const isServer = this.engine.kind === 'postgres';
    if (isServer && (await this.engine.list('tenant')).length > 0) throw new MasterGoneError();
    await this.engine.create('master');
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
