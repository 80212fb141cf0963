import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In } from 'typeorm';
import { Clock, workIdentity } from '../common/index.js';
import type { DatabaseName } from '../database/index.js';
import { TenantProvisioner, TenantStates } from '../fleet/index.js';
import { Outbox } from '../mail/index.js';
import { daysRemaining, Subscription } from '../subscription/index.js';
import { Company, Profile, User } from './entities/index.js';

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
   * Removes every company with its database, its people, their sessions and the mails to them. Superusers and plans stay.
   * @returns how many companies were removed.
   */
  async removeAll(): Promise<number> {
    const companies = await this.master.getRepository(Company).find({ order: { id: 'ASC' } });
    for (const company of companies) await this.remove(company);
    await this.master.getRepository(User).delete({ isSuperuser: false });
    await this.outbox.clear(this.master.manager);
    return companies.length;
  }

  /**
   * The row goes last: after a crash between the two, it says what is still to be removed. Until then it has an owner,
   * or a running server would remove it as well, and the name could be somebody's again before the database goes.
   */
  private async remove(company: Company): Promise<void> {
    const provisioningOwner = workIdentity();
    await this.master.transaction(async (transaction) => {
      const profiles = await transaction.find(Profile, { where: { companyId: company.id } });
      await transaction.delete(User, { id: In(profiles.map((profile) => profile.userId)), isSuperuser: false });
      await transaction.update(Company, { id: company.id }, { status: 'provisioning', provisioningOwner });
    });
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
