import { Injectable, Logger } from '@nestjs/common';
import { Settings } from '../config/index.js';
import { TenantDirectory } from '../tenancy/index.js';
import { TenantMigrations } from './tenant-migrations.js';

/** Brings companies' databases up to date before the server listens, unless MIGRATE_ON_START is off. */
@Injectable()
export class StartMigrations {
  private readonly logger = new Logger('StartMigrations');

  constructor(
    private readonly settings: Settings,
    private readonly directory: TenantDirectory,
    private readonly migrations: TenantMigrations,
  ) {}

  /** A company whose database fails answers 503 until it is mended; it keeps nobody else from starting. */
  async run(): Promise<void> {
    if (!this.settings.migrateOnStart) return;
    for await (const { tenant, applied, error } of this.migrations.migrate(await this.directory.list())) {
      if (error !== undefined) {
        this.logger.error({ detail: 'Migration failed', company: tenant.slug, error: (error as Error).name });
      } else if (applied.length > 0) {
        this.logger.log({ detail: 'Migrated', company: tenant.slug, migrations: applied.length });
      }
    }
  }
}
