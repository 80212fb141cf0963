import { Injectable } from '@nestjs/common';
import { DatabaseEngine } from '../../database/index.js';
import { TenantMigrator } from '../migration/tenant-migrator.js';
import type { TenantMigrationOptions } from '../migration/tenant-migrator.js';
import type { KnownTenant } from './known-tenants.js';
import { failedOutcome, reportedOutcome } from './outcome.js';
import type { TenantOutcome } from './outcome.js';
import type { RunRecord } from './run-record.js';
import type { RunRequest } from './run-request.js';
import { READ_APPLIED } from './taken-back.js';
import type { HistoryRow } from './taken-back.js';
import { UndoGoals } from './undo-goal.js';
import type { KeptOf } from './undo-goal.js';

/** One company's turn in a run. Never throws. */
export type TakeTurn = (company: KnownTenant) => Promise<TenantOutcome>;

/** What runs do with each company's database, under its lock. */
@Injectable()
export class Turns {
  constructor(
    private readonly engine: DatabaseEngine,
    private readonly migrator: TenantMigrator,
    private readonly goals: UndoGoals,
  ) {}

  async of({ subject, begun }: RunRecord, { snapshots = true }: RunRequest): Promise<TakeTurn> {
    const options = { run: begun, snapshot: snapshots };
    if (subject.kind === 'undo') return this.undo(await this.goals.keptOf(subject), options);
    return async ({ tenant, known }) => reportedOutcome(await this.migrator.migrate(tenant, { ...options, known }));
  }

  private undo(keptOf: KeptOf, options: TenantMigrationOptions): TakeTurn {
    return async ({ tenant }) => {
      try {
        const history = await this.engine.read(tenant.database, READ_APPLIED, tenant.companyId);
        const keep = keptOf(history as HistoryRow[]);
        if (keep === undefined) return { tenant, status: 'as-it-was', migrations: [] };
        return reportedOutcome(await this.migrator.migrate(tenant, { ...options, keep }));
      } catch (error) {
        return failedOutcome(tenant, error);
      }
    };
  }
}
