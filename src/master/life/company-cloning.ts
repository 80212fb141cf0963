import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/index.js';
import { DatabaseEngine, Migrator } from '../../database/index.js';
import type { DatabaseName, DatabaseSnapshot } from '../../database/index.js';
import { Anonymizer, Operations, TenantFilling, TenantLocks } from '../../fleet/index.js';
import type { Anonymization, RunningOperation } from '../../fleet/index.js';
import { DAY_MS, planLimits, SubscriptionsService } from '../../subscription/index.js';
import { TenantMigratingError, WORKING_TABLES } from '../../tenancy/index.js';
import { Company } from '../entities/index.js';
import { CompanyFounding } from './company-founding.js';
import type { Founded, Founding, FirstOwner } from './company-founding.js';
import { companyFor } from './held-company.js';

/** How a clone is to be. */
export interface CloneRequest {
  readonly slug: string;
  /** The slug when left out. */
  readonly name?: string | undefined;
  /** Without people: other names, contacts and days, no free text. */
  readonly anonymize?: boolean | undefined;
  /** After so many days of 24 hours it is erased; it stays when left out. */
  readonly expiresInDays?: number | undefined;
  readonly owner?: FirstOwner | undefined;
}

/**
 * Making a second company with the rows of one, to try something or to show it. Its people are not taken along, and no mails
 * are sent for it. It begins with a trial of the same plan.
 */
@Injectable()
export class CompanyCloning {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
    private readonly engine: DatabaseEngine,
    private readonly migrator: Migrator,
    private readonly locks: TenantLocks,
    private readonly operations: Operations,
    private readonly subscriptions: SubscriptionsService,
    private readonly founding: CompanyFounding,
    private readonly filling: TenantFilling,
    private readonly anonymizer: Anonymizer,
  ) {
    operations.recoverWith('clone', (operation) => this.recover(operation));
  }

  /**
   * The rows are those of this moment; the company is used meanwhile.
   * @throws CompanyNotFoundError, IllegalLifeStepError, SubscriptionNotFoundError, TenantLockedError; TenantMigratingError
   *   while it waits for migrations; AlreadyRegisteredError. Nothing of the clone is left then.
   */
  async clone(companyId: number, request: CloneRequest, actor: string): Promise<Founded> {
    const company = await companyFor(this.master.manager, companyId, 'clone');
    const founding = await this.foundingOf(company, request);
    const anonymization = request.anonymize ? await this.anonymizer.begin() : undefined;
    const subject = { companyId, slug: company.slug };
    return this.operations.run({ kind: 'clone', company: subject, actor }, async (operation) => {
      const snapshot = await this.snapshot(company, anonymization);
      try {
        return await this.founding.found(founding, async (tenant) => {
          await operation.step('filling', { cloneId: tenant.companyId });
          await this.filling.fill(tenant, snapshot, {
            limits: () => Promise.resolve(planLimits(founding.plan)),
            ...(anonymization && { change: anonymization.change }),
          });
        });
      } finally {
        await snapshot.close();
      }
    });
  }

  private async snapshot(company: Company, anonymization?: Anonymization): Promise<DatabaseSnapshot> {
    const without = [...WORKING_TABLES, ...(anonymization?.leftOut ?? [])];
    const database = company.databaseName as DatabaseName;
    const snapshot = await this.locks.hold(company.id, 'clone', () =>
      this.engine.snapshot(database, company.id, { without }),
    );
    if (snapshot.schemaVersion === this.migrator.head) return snapshot;
    await snapshot.close();
    throw new TenantMigratingError();
  }

  private async foundingOf(company: Company, request: CloneRequest): Promise<Founding> {
    const { plan, billingCycle } = await this.subscriptions.get(company.id);
    const { slug, name = slug, anonymize = false, expiresInDays, owner = {} } = request;
    const nobody = { email: `info@${slug}.invalid`, phone: '+1 555 0100', address: null };
    const { email, phone, address } = anonymize ? nobody : company;
    const expiresAt =
      expiresInDays === undefined ? null : new Date(this.clock.now().getTime() + expiresInDays * DAY_MS);
    const terms = { plan, billingCycle, timeZone: company.timeZone, expiresAt, areMailsOff: true };
    return { name, slug, email, phone, address, owner, ...terms };
  }

  /** What a dead process left of the clone is taken back as for sign-ups. */
  private async recover({ detail }: RunningOperation): Promise<'done' | 'undone'> {
    const clone = await this.master.getRepository(Company).findOneBy({ id: Number(detail.cloneId ?? 0) });
    return clone !== null && clone.status !== 'provisioning' ? 'done' : 'undone';
  }
}
