import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import pLimit from 'p-limit';
import { DataSource, In } from 'typeorm';
import { findAllRows, findRows, isoTime } from '../../common/index.js';
import type { Page, RowOptions } from '../../common/index.js';
import type { DatabaseName } from '../../database/index.js';
import { TenantBackups, TenantStates } from '../../fleet/index.js';
import { CompanyPeople, Subscription, SubscriptionsService } from '../../subscription/index.js';
import type { CompanyStatus } from '../entities/index.js';
import { CompanyNotFoundError } from './admin.errors.js';
import { AdminCompanyQuery, LISTED_COMPANIES } from './admin-company.dto.js';
import type { AdminCompanyDetailDto, AdminCompanyDto, AdminSubscriptionDto } from './admin-company.dto.js';

/** Companies that are being registered, or removed, are left out. */
const COMPANIES = `
  SELECT c.id AS "id", c.name AS "name", c.slug AS "slug", c.email AS "email", c.phone AS "phone",
    COALESCE(c.time_zone, 'UTC') AS "timeZone",
    c.status AS "status", c.created_at AS "createdAt", c.erase_at AS "eraseAt",
    c.expires_at AS "expiresAt", c.database_name AS "databaseName",
    p.code AS "plan", s.status AS "subscriptionStatus",
    (SELECT COUNT(*) FROM master_profile m JOIN master_user u ON u.id = m.user_id
      WHERE m.company_id = c.id AND u.is_active) AS "users"
  FROM master_company c
  LEFT JOIN subscription_subscription s ON s.company_id = c.id
  LEFT JOIN subscription_plan p ON p.id = s.plan_id
  WHERE c.status IN ('active', 'suspended')`;

interface CompanyRow {
  readonly id: number;
  readonly name: string;
  readonly slug: string;
  readonly email: string;
  readonly phone: string;
  readonly timeZone: string;
  readonly status: CompanyStatus;
  readonly createdAt: Date | string;
  readonly eraseAt: Date | string | null;
  readonly expiresAt: Date | string | null;
  readonly databaseName: DatabaseName;
  readonly users: number | string;
}

/** What is found out for each company by itself. */
type Answer = Omit<AdminCompanyDto, 'lastProvedBackupAt'>;

/** Databases whose migrations are read at once, and whose sizes are looked at in one turn of the event loop. */
const READS_AT_ONCE = 8;
const LOOKS_IN_A_ROW = 200;
const BY_SIZE = /^\s*(-?)databaseBytes\s*$/;

/** All companies, as those who run the installation read about them. */
@Injectable()
export class AdminCompanies {
  private readonly reads = pLimit(READS_AT_ONCE);

  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly states: TenantStates,
    private readonly backups: TenantBackups,
    private readonly subscriptions: SubscriptionsService,
    private readonly people: CompanyPeople,
  ) {}

  /** @throws ValidationError for a sort field that there is not. */
  async list(query: AdminCompanyQuery): Promise<Page<AdminCompanyDto>> {
    const { status, plan, subscriptionStatus } = query;
    const options = optionsOf({ status, plan, subscriptionStatus });
    const bySize = BY_SIZE.exec(query.sort ?? '');
    const page = bySize
      ? await this.pageBySize(query, options, bySize[1] === '-')
      : await findRows<CompanyRow>(this.master.manager, query, options);
    return { ...page, items: await this.answers(page.items) };
  }

  /** @throws CompanyNotFoundError. */
  async get(id: number): Promise<AdminCompanyDetailDto> {
    const { items } = await findRows<CompanyRow>(this.master.manager, new AdminCompanyQuery(), optionsOf({ id }));
    const [company] = await this.answers(items);
    if (company === undefined) throw new CompanyNotFoundError();
    return { ...company, owners: [...(await this.people.ownersOf(id))] };
  }

  /** The sizes are not in the master database: all that the query finds are looked at. */
  private async pageBySize(
    query: AdminCompanyQuery,
    options: RowOptions,
    isDescending: boolean,
  ): Promise<Page<CompanyRow>> {
    const { page, pageSize } = query;
    const rows = await findAllRows<CompanyRow>(this.master.manager, query, options);
    const sized: { row: CompanyRow; bytes: number }[] = [];
    for (const row of rows) {
      sized.push({ row, bytes: await this.states.databaseBytes({ database: row.databaseName, companyId: row.id }) });
      // Other requests are answered in between.
      if (sized.length % LOOKS_IN_A_ROW === 0) await nextTurn();
    }
    sized.sort((a, b) => (isDescending ? b.bytes - a.bytes : a.bytes - b.bytes) || a.row.id - b.row.id);
    const items = sized.slice((page - 1) * pageSize, page * pageSize).map(({ row }) => row);
    return { items, page, pageSize, total: rows.length };
  }

  private async answers(rows: readonly CompanyRow[]): Promise<AdminCompanyDto[]> {
    const subscriptions = await this.master
      .getRepository(Subscription)
      .findBy({ companyId: In(rows.map(({ id }) => id)) });
    const byCompany = new Map(subscriptions.map((subscription) => [subscription.companyId, subscription]));
    const backups = await this.backups.lastProved(rows.map(({ id }) => id));
    const answers = await this.reads.map(rows, (row) => this.answer(row, byCompany.get(row.id)));
    return answers.map((answer) => ({
      ...answer,
      lastProvedBackupAt: backups.get(answer.id)?.toISOString() ?? null,
    }));
  }

  private async answer(row: CompanyRow, subscription: Subscription | undefined): Promise<Answer> {
    const { id, name, slug, email, phone, timeZone, status, createdAt, eraseAt, expiresAt, databaseName, users } = row;
    const profile = { id, name, slug, email, phone, timeZone, status };
    const times = { createdAt: isoTime(createdAt), eraseAt: isoOrNull(eraseAt), expiresAt: isoOrNull(expiresAt) };
    const company = { ...profile, ...times, users: Number(users) };
    const state = await this.states.of({ companyId: id, slug, database: databaseName });
    return { ...company, subscription: subscription ? this.subscriptionAnswer(subscription) : null, ...state };
  }

  private subscriptionAnswer(subscription: Subscription): AdminSubscriptionDto {
    const { plan, status } = subscription;
    const { access, reason, daysLeft } = this.subscriptions.entitlementOf(subscription);
    return { plan: { code: plan.code, name: plan.name }, status, access, reason, daysLeft };
  }
}

/** @param equal column → value; undefined: whatever it is. */
function optionsOf(equal: Readonly<Record<string, unknown>>): RowOptions {
  return {
    ...LISTED_COMPANIES,
    select: COMPANIES,
    filter: (companies) => {
      for (const [column, value] of Object.entries(equal))
        if (value !== undefined) companies.andWhere(`entry."${column}" = :${column}`, { [column]: value });
    },
  };
}

function isoOrNull(time: Date | string | null): string | null {
  return time === null ? null : isoTime(time);
}
