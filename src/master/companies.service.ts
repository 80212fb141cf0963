import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In } from 'typeorm';
import { Clock } from '../common/index.js';
import type { DatabaseName } from '../database/index.js';
import { COMMAND_ACTOR, TenantProvisioner, TenantStates } from '../fleet/index.js';
import { Outbox } from '../mail/index.js';
import { daysRemaining, Subscription } from '../subscription/index.js';
import { Company, Profile, User } from './entities/index.js';
import { CompanyErasure } from './life/company-erasure.js';

/** A company as operators see it. */
export interface CompanyOverview {
  readonly name: string;
  readonly slug: string;
  readonly databaseName: string;
  readonly email: string;
  readonly status: string;
  readonly users: number;
  readonly plan: string | null;
  readonly subscriptionStatus: string | null;
  readonly daysRemaining: number | null;
  /** When it is erased, ISO 8601; null: it stays. */
  readonly eraseAt: string | null;
  /** Size of its database on disk, where it was asked for. */
  readonly databaseBytes?: number;
}

const COMPANIES_PER_QUERY = 500;

/** Companies from the operator's side. */
@Injectable()
export class CompaniesService {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
    private readonly provisioner: TenantProvisioner,
    private readonly states: TenantStates,
    private readonly outbox: Outbox,
    private readonly erasure: CompanyErasure,
  ) {}

  /** All companies in order of their registration, without those being registered at this moment. */
  async overview(): Promise<CompanyOverview[]> {
    const companies = await this.master
      .getRepository(Company)
      .find({ where: { status: In(['active', 'suspended']) }, order: { id: 'ASC' } });
    const overviews: CompanyOverview[] = [];
    // In portions: an IN list has a limit on both engines.
    for (let start = 0; start < companies.length; start += COMPANIES_PER_QUERY) {
      overviews.push(...(await this.overviewOf(companies.slice(start, start + COMPANIES_PER_QUERY))));
    }
    return overviews;
  }

  /** The same with the sizes of the databases. */
  async overviewWithStorage(): Promise<CompanyOverview[]> {
    const companies = await this.overview();
    return Promise.all(
      companies.map(async (company) => {
        const database = company.databaseName as DatabaseName;
        return { ...company, databaseBytes: await this.states.databaseBytes({ database }) };
      }),
    );
  }

  /**
   * Erases every company, and removes all other people and mails. Superusers, plans and certificates stay.
   * @returns how many companies were removed. @throws what CompanyErasure.erase throws; those before it are erased then.
   */
  async removeAll(): Promise<number> {
    const companies = await this.master.getRepository(Company).find({ order: { id: 'ASC' } });
    for (const company of companies) {
      if (company.status === 'provisioning') await this.removeUnfinished(company);
      else await this.erasure.erase(company.id, COMMAND_ACTOR);
    }
    await this.master.getRepository(User).delete({ isSuperuser: false });
    await this.outbox.clear(this.master.manager);
    return companies.length;
  }

  /** The row goes last: after a crash between the two, it says what is still to be removed. */
  private async removeUnfinished(company: Company): Promise<void> {
    await this.provisioner.undo(company.id, company.databaseName as DatabaseName);
    await this.master.getRepository(Company).delete({ id: company.id });
  }

  private async overviewOf(companies: readonly Company[]): Promise<CompanyOverview[]> {
    const ids = companies.map((company) => company.id);
    const users = await this.usersPerCompany(ids);
    const subscriptions = await this.master.getRepository(Subscription).findBy({ companyId: In(ids) });
    const byCompany = new Map(subscriptions.map((subscription) => [subscription.companyId, subscription]));
    return companies.map((company) => {
      const subscription = byCompany.get(company.id);
      return {
        name: company.name,
        slug: company.slug,
        databaseName: company.databaseName,
        email: company.email,
        status: company.status,
        users: users.get(company.id) ?? 0,
        plan: subscription?.plan.name ?? null,
        subscriptionStatus: subscription?.status ?? null,
        eraseAt: company.eraseAt?.toISOString() ?? null,
        daysRemaining: subscription ? daysRemaining(subscription.currentPeriodEndsAt, this.clock.now()) : null,
      };
    });
  }

  private async usersPerCompany(companyIds: readonly number[]): Promise<Map<number, number>> {
    const rows = await this.master
      .getRepository(Profile)
      .createQueryBuilder('profile')
      .select('profile.companyId', 'companyId')
      .addSelect('COUNT(*)', 'users')
      .where({ companyId: In([...companyIds]) })
      .groupBy('profile.companyId')
      .getRawMany<{ companyId: number; users: number | string }>();
    return new Map(rows.map((row) => [row.companyId, Number(row.users)]));
  }
}
