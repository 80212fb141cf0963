import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../../common/index.js';
import { Settings } from '../../config/index.js';
import { Leases } from '../../database/index.js';
import { AuditTrail, TenantDirectory, tenantPages } from '../../tenancy/index.js';

const DAY_MS = 86_400_000;
const LEASE = 'audit-retention';

/** Removes from all companies' audit logs what is older than AUDIT_RETENTION_DAYS. */
@Injectable()
export class AuditRetention {
  private readonly logger = new Logger('Audit');

  constructor(
    private readonly leases: Leases,
    private readonly directory: TenantDirectory,
    private readonly trail: AuditTrail,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** Once a day, by one process; a company that cannot be reached now is done the next day. */
  @Interval(DAY_MS)
  async run(): Promise<void> {
    if ((await this.leases.acquire(LEASE)) === null) return;
    const keptSince = new Date(this.clock.now().getTime() - this.settings.auditRetentionDays * DAY_MS);
    for await (const page of tenantPages(this.directory)) {
      for (const { companyId } of page) {
        await this.trail.prune(companyId, keptSince).catch((error: unknown) => {
          const reason = error instanceof Error ? error.name : 'unknown';
          this.logger.warn({ detail: 'An audit log could not be tended', companyId, error: reason });
        });
      }
    }
  }
}
