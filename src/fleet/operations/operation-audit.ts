import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../tenancy/index.js';
import type { AuditAction } from '../../tenancy/index.js';
import { auditActor } from './actors.js';
import type { OperationActor } from './actors.js';
import type { FleetOperation, OperationKind } from './operation.entity.js';

/** What a company's own log tells of what is done to its database; an export is told of before it is handed out. */
const TOLD: Partial<Record<OperationKind, AuditAction>> = {
  backup: 'backup',
  restore: 'restore',
  import: 'import',
  clone: 'clone',
  rename: 'company-renamed',
  move: 'company-moved',
  suspend: 'company-suspended',
  activate: 'company-activated',
  delete: 'company-deleted',
  undelete: 'company-undeleted',
};

/** Tells companies, in their own logs, what was done to their databases, and how it ended. */
@Injectable()
export class OperationAudit {
  constructor(private readonly trail: AuditTrail) {}

  /** @param outcome `done`, `undone`, or the code of what went wrong. */
  async tell(
    { kind, companyId, id, detail: facts }: FleetOperation,
    actor: OperationActor,
    outcome: string,
  ): Promise<void> {
    const action = TOLD[kind];
    if (action === undefined || companyId === null) return;
    const { recordsAsOf, logUntil } = facts;
    // Which entries are of changes that a restore took back: whoever compares records with them has to know.
    const detail = { operation: id, outcome, ...(recordsAsOf !== undefined && { recordsAsOf, logUntil }) };
    await this.trail.recordAfterwards(companyId, { actor: auditActor(actor), action, detail });
  }
}
