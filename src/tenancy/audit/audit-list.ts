import { Injectable, Scope } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import { AuditEntry, CompanyAudit, spanOf } from '../../audit/index.js';
import { Clock, ValidationError } from '../../common/index.js';
import type { Page } from '../../common/index.js';
import { TenantUnavailableError } from '../tenancy.errors.js';
import { InjectTenantDataSource } from '../tenant-injection.js';
import { auditAnswer } from './audit-answer.js';
import type { AuditRow } from './audit-answer.js';
import type { AuditEntryDto, AuditFilter, AuditQuery } from './audit-entry.dto.js';
import { AuditPeople } from './audit-people.js';
import { AuditTrail } from './audit-trail.js';

const DEFAULT_SPAN_MS = 31 * 86_400_000;
/** Entries of an export that are read at once. */
const PORTION = 500;

/** The company's own log, as its owners and admins read it. */
@Injectable({ scope: Scope.REQUEST, durable: true })
export class AuditList {
  constructor(
    @InjectTenantDataSource() private readonly dataSource: DataSource,
    private readonly people: AuditPeople,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** The newest first. @throws ValidationError for a time span that ends before it begins, or an id of no record. */
  async page(query: AuditQuery): Promise<Page<AuditEntryDto>> {
    const { page, pageSize } = query;
    const narrowed = this.narrow(query);
    await this.trail.takeInFor(this.audit.companyId, this.dataSource);
    const total = await narrowed.getCount();
    const rows = await this.rows(narrowed, pageSize, (page - 1) * pageSize);
    return { items: await this.answers(rows), page, pageSize, total };
  }

  /**
   * All that the filter finds, portion by portion, the newest first; what comes in meanwhile is left out.
   * @throws what `page` throws.
   */
  async *all(filter: AuditFilter): AsyncGenerator<AuditEntryDto[]> {
    await this.trail.takeInFor(this.audit.companyId, this.dataSource);
    for (let below: number | undefined; ;) {
      const narrowed = this.narrow(filter);
      if (below !== undefined) narrowed.andWhere('entry.seq < :below', { below });
      const rows = await this.rows(narrowed, PORTION, 0);
      if (rows.length > 0) yield await this.answers(rows);
      if (rows.length < PORTION) return;
      below = rows.at(-1)?.seq;
    }
  }

  /** @throws ValidationError. */
  assertValid({ from, to, record, recordId }: AuditFilter): void {
    if (from && to && to <= from) throw new ValidationError([{ field: 'to', message: 'must be after from' }]);
    if (recordId !== undefined && record === undefined)
      throw new ValidationError([{ field: 'recordId', message: 'needs record' }]);
  }

  private narrow(filter: AuditFilter): SelectQueryBuilder<AuditEntry> {
    this.assertValid(filter);
    const { userId, supportAccessId, action, record, recordId } = filter;
    const to = filter.to ?? this.clock.now();
    const from = filter.from ?? new Date(to.getTime() - DEFAULT_SPAN_MS);
    const entries = this.dataSource.getRepository(AuditEntry).createQueryBuilder('entry');
    entries.where(`${spanOf('entry.seq')} AND entry.at >= :from AND entry.at <= :to`, {
      from: from.toISOString(),
      to: to.toISOString(),
    });
    if (userId !== undefined) entries.andWhere('entry.userId = :userId', { userId });
    if (supportAccessId !== undefined)
      entries.andWhere('entry.supportAccessId = :supportAccessId', { supportAccessId });
    if (action !== undefined) entries.andWhere('entry.action = :action', { action });
    if (record !== undefined) entries.andWhere('entry.recordTable = :table', { table: this.tableOf(record) });
    if (recordId !== undefined)
      entries.andWhere('(entry.recordId = :recordId OR entry.recordIds LIKE :among)', {
        recordId,
        among: `%,${recordId.replace(/[%_\\]/g, '')},%`,
      });
    return entries;
  }

  private tableOf(record: string): string {
    return this.audit.tables.ofModel(record) ?? record;
  }

  private rows(entries: SelectQueryBuilder<AuditEntry>, limit: number, offset: number): Promise<AuditRow[]> {
    const columns = entries.clone().select('entry.*').orderBy('entry.seq', 'DESC').limit(limit).offset(offset);
    return columns.getRawMany<AuditRow>();
  }

  private async answers(rows: readonly AuditRow[]): Promise<AuditEntryDto[]> {
    const userIds = [...new Set(rows.map((row) => row.user_id))].filter((id) => id !== null);
    const names = await this.people.namesOf(userIds);
    return rows.map((row) => auditAnswer(row, names, this.audit.keys));
  }

  private get audit(): CompanyAudit {
    const audit = CompanyAudit.of(this.dataSource);
    if (audit === undefined) throw new TenantUnavailableError('audit');
    return audit;
  }
}
