import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../../common/index.js';
import { Settings } from '../../config/index.js';
import { DatabaseEngine, Leases } from '../../database/index.js';
import { TenantDirectory, tenantPages } from '../../tenancy/index.js';
import { SCHEDULE_ACTOR } from '../operations/index.js';
import type { FleetBackup } from './backup.entity.js';
import { BackupRegistry } from './backup-registry.js';
import { MASTER_SUBJECT } from './backup-subject.js';
import type { BackupSubject } from './backup-subject.js';
import { TenantBackups } from './tenant-backups.js';

const MINUTE_MS = 60_000;
/** After which a backup that turned out to be bad is made again. */
const RETRY_MS = 3_600_000;
const RENEWAL_MS = 10_000;
const LEASE = 'backup-schedule';

/**
 * Backs up what is due, one database after the other, and removes backups that are kept no longer. What is due follows
 * from when the last scheduled backup was made, so that a server that was down misses nothing; a lease keeps a second
 * server from doing the same.
 */
@Injectable()
export class BackupSchedule implements OnApplicationShutdown {
  private readonly logger = new Logger('BackupSchedule');
  private running: Promise<number> | undefined;
  private isStopping = false;

  constructor(
    private readonly settings: Settings,
    private readonly engine: DatabaseEngine,
    private readonly leases: Leases,
    private readonly directory: TenantDirectory,
    private readonly registry: BackupRegistry,
    private readonly backups: TenantBackups,
    private readonly clock: Clock,
  ) {}

  @Interval(MINUTE_MS)
  async tick(): Promise<void> {
    await this.run().catch((error: unknown) => {
      this.logger.error({ detail: 'Scheduled backups could not be made', error: (error as Error).name });
    });
  }

  /** Waits for the one that is being made. */
  async onApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.running?.catch(() => undefined);
  }

  /** Backs up all that is due, unless somebody is at it. @returns how many were made. */
  async run(): Promise<number> {
    // Those of a PostgreSQL server are made by its own tools.
    if (this.settings.backupIntervalSeconds === 0 || this.engine.kind !== 'sqlite') return 0;
    this.running ??= this.underLease().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async underLease(): Promise<number> {
    const lease = await this.leases.acquire(LEASE);
    if (lease === null) return 0;
    let made = 0;
    // One backup may take longer than a lease lasts.
    const renewal = setInterval(() => void this.leases.renew(lease).catch(() => undefined), RENEWAL_MS);
    try {
      for await (const subject of this.subjects()) {
        if (this.isStopping) break;
        await this.leases.renew(lease);
        if (await this.backUpIfDue(subject)) made += 1;
      }
    } finally {
      clearInterval(renewal);
      await this.leases.release(lease);
    }
    return made;
  }

  private async *subjects(): AsyncGenerator<BackupSubject> {
    yield MASTER_SUBJECT;
    for await (const page of tenantPages(this.directory)) yield* page;
  }

  /** What fails is tried again at the next tick, and keeps no other from its turn. */
  private async backUpIfDue(subject: BackupSubject): Promise<boolean> {
    try {
      const last = await this.registry.newest(subject.companyId, 'scheduled');
      // Whoever made it was killed before it was proved.
      if (last && isUntried(last)) await this.backups.prove(subject, last, SCHEDULE_ACTOR);
      if (!this.isDue(last)) return false;
      await this.backups.create(subject, SCHEDULE_ACTOR, 'scheduled');
      await this.backups.prune(subject);
      return true;
    } catch (error) {
      const company = subject.slug ?? 'master';
      this.logger.error({ detail: 'Backup failed', company, error: (error as Error).name });
      return false;
    }
  }

  private isDue(last: FleetBackup | null): boolean {
    if (last === null) return true;
    const intervalMs = this.settings.backupIntervalSeconds * 1000;
    const waitMs = last.problem === null ? intervalMs : Math.min(RETRY_MS, intervalMs);
    return this.clock.now().getTime() >= last.createdAt.getTime() + waitMs;
  }
}

function isUntried({ provedAt, problem }: FleetBackup): boolean {
  return provedAt === null && problem === null;
}
