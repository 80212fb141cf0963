import { Injectable } from '@nestjs/common';
import { DatabaseEngine, isFrozen, Migrator } from '../../database/index.js';
import type { DatabaseInspection } from '../../database/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { TenantLockedError } from '../fleet.errors.js';
import { Ledger } from '../ledger/ledger.js';
import type { LedgerEntry } from '../ledger/ledger.js';
import { TenantLocks } from '../locks/tenant-locks.js';
import { failureEntry } from '../migration/failure-entry.js';
import { Operations } from '../operations/index.js';
import { ExpectedSchemas } from './expected-schemas.js';
import { entryOf, findingsOf, statusOf } from './findings.js';
import { repairsOf } from './repairs.js';
import type { SchemaRepair } from './repairs.js';
import type { TenantCheck, TenantFinding } from './tenant-check.js';

/** Longest wait for whoever uses a database, in milliseconds. */
const PATIENCE_MS = 20_000;

/** What a look at a database came to. */
interface Look {
  readonly inspection: DatabaseInspection;
  readonly findings: readonly TenantFinding[];
  readonly repairs: readonly SchemaRepair[];
}

/** Compares what companies' databases really are with what their histories say, and tells the ledger. */
@Injectable()
export class TenantChecks {
  constructor(
    private readonly engine: DatabaseEngine,
    private readonly migrator: Migrator,
    private readonly expected: ExpectedSchemas,
    private readonly locks: TenantLocks,
    private readonly ledger: Ledger,
    private readonly operations: Operations,
  ) {}

  /** Looks at a company's database. Never throws. */
  async check(tenant: Tenant): Promise<TenantCheck> {
    const operation = (await this.locks.locked()).get(tenant.companyId);
    if (operation !== undefined) return failed(tenant, new TenantLockedError(operation));
    try {
      const { inspection, findings } = await this.look(tenant);
      await this.note(tenant, entryOf(inspection, findings));
      return { tenant, status: statusOf(findings), findings, repaired: [] };
    } catch (error) {
      await this.note(tenant, failureEntry(error));
      return failed(tenant, error);
    }
  }

  /** The same; what can be put right safely is, under the company's lock. Never throws. */
  async repair(tenant: Tenant): Promise<TenantCheck> {
    const first = await this.check(tenant);
    if (first.status === 'ok' && first.findings.length === 0) return first;
    if (first.error !== undefined) return first;
    try {
      const { companyId } = tenant;
      return await this.locks.hold(companyId, 'repair', () => this.repairAlone(tenant));
    } catch (error) {
      return failed(tenant, error);
    }
  }

  private async repairAlone(tenant: Tenant): Promise<TenantCheck> {
    const { database, companyId } = tenant;
    const before = await this.look(tenant);
    const repaired: string[] = [];
    for (const { what, statements } of before.repairs) {
      // One by one: an index that rows do not allow must not keep the others from being made.
      const isDone = await this.engine
        .withSchema(
          database,
          async (session) => {
            for (const sql of statements) await session.query(sql);
          },
          companyId,
        )
        .then(
          () => true,
          () => false,
        );
      if (isDone) repaired.push(what);
    }
    if (await this.thaw(tenant, before)) repaired.push('changes are taken again');
    for (const file of before.inspection.leftovers) repaired.push(`file ${file}`);
    await this.engine.removeLeftovers(database);
    const { inspection, findings } = await this.look(tenant);
    await this.note(tenant, entryOf(inspection, findings));
    return { tenant, status: statusOf(findings), findings, repaired };
  }

  /** A move that broke off thaws what it froze when it is settled; of one that no move knows of, as after a restore, it is done here. */
  private async thaw({ database, companyId }: Tenant, { inspection }: Look): Promise<boolean> {
    if (!isFrozen(inspection.schema)) return false;
    if ((await this.operations.detailsOf('move', companyId, 'running')).length > 0) return false;
    await this.engine.moving.thaw(database, companyId, PATIENCE_MS);
    return true;
  }

  private async look({ database, companyId }: Tenant): Promise<Look> {
    const inspection = await this.engine.inspect(database, companyId);
    const { history, schema, damagedIndexes } = inspection;
    const expected = await this.expected.after(history, await this.engine.holding(companyId));
    return {
      inspection,
      findings: findingsOf(inspection, expected, this.migrator.pendingAfter(history)),
      repairs: repairsOf(expected, schema, damagedIndexes),
    };
  }

  /** Written down only when it is news: of ten thousand companies most are as they were. */
  private async note({ companyId }: Tenant, entry: LedgerEntry): Promise<void> {
    const known = (await this.ledger.find(companyId)) as Record<string, unknown> | null;
    if (known !== null && Object.entries(entry).every(([field, value]) => known[field] === value)) return;
    await this.ledger.note(companyId, entry);
  }
}

function failed(tenant: Tenant, error: unknown): TenantCheck {
  const status = error instanceof TenantLockedError ? 'locked' : 'unavailable';
  return { tenant, status, findings: [], repaired: [], error };
}
