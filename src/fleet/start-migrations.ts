import { Injectable, Logger } from '@nestjs/common';
import { Settings } from '../config/index.js';
import { FleetRunner } from './runs/index.js';
import type { RunWatcher, TenantOutcome } from './runs/index.js';

/** Whoever is at a database for longer is not waited for: a server is to start. */
const PATIENCE_MS = 5_000;

/** Brings companies' databases up to date before the server listens, unless MIGRATE_ON_START is off. */
@Injectable()
export class StartMigrations {
  private readonly logger = new Logger('StartMigrations');

  constructor(
    private readonly settings: Settings,
    private readonly runner: FleetRunner,
  ) {}

  /** A company whose database fails answers 503 until it is mended; it keeps nobody else from starting. */
  async run(): Promise<void> {
    if (!this.settings.migrateOnStart) return;
    const { run } = await this.runner.migrate({ patienceMs: PATIENCE_MS }, this.watcher());
    if (run !== undefined) this.logger.log({ detail: 'Companies migrated', run });
  }

  private watcher(): RunWatcher {
    return {
      stop: new AbortController().signal,
      begins: () => undefined,
      skips: () => undefined,
      goOn: () => Promise.resolve(true),
      tell: (outcome) => this.log(outcome),
    };
  }

  private log({ tenant, status, migrations, error }: TenantOutcome): void {
    const company = tenant.slug;
    if (status === 'locked') this.logger.warn({ detail: 'Somebody else is at the database', company });
    else if (status === 'failed') {
      this.logger.error({ detail: 'Migration failed', company, error: (error as Error).name });
    } else if (status === 'changed') this.logger.log({ detail: 'Migrated', company, migrations: migrations.length });
  }
}
