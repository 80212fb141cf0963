import { Injectable } from '@nestjs/common';
import { Like } from 'typeorm';
import { Clock } from '../../common/index.js';
import type { Actor, Listed, Page, PageQuery } from '../../common/index.js';
import { findPage, sortOrder, ValidationError } from '../../common/index.js';
import { AuditTrail, TenantDirectory, UnknownTenantError } from '../../tenancy/index.js';
import type { Tenant } from '../../tenancy/index.js';
import type { OperationActor } from '../operations/index.js';
import { LISTED_BACKUPS } from './backup.dto.js';
import type { BackupReason, FleetBackup } from './backup.entity.js';
import { BackupRegistry } from './backup-registry.js';
import { BackupNotFoundError, TooManyBackupsError } from './backups.errors.js';
import { BackupLooks } from './looking/backup-looks.js';
import { RecordKinds, searchableOf } from './looking/record-kinds.js';
import { RecordReturn } from './looking/record-return.js';
import type { ChosenRecords, ReturnedRecords } from './looking/record-return.js';
import { TenantBackups } from './tenant-backups.js';
import { TenantRestore } from './tenant-restore.js';
import type { RestoredTenant } from './tenant-restore.js';

/** What a company may have made in 24 hours; each takes disk for days. */
const MOST_PER_DAY = 10;
const DAY_MS = 86_400_000;

/** A company's own backups, as its managers use them. */
@Injectable()
export class CompanyBackups {
  constructor(
    private readonly directory: TenantDirectory,
    private readonly registry: BackupRegistry,
    private readonly backups: TenantBackups,
    private readonly restores: TenantRestore,
    private readonly looks: BackupLooks,
    private readonly kinds: RecordKinds,
    private readonly returns: RecordReturn,
    private readonly clock: Clock,
    private readonly trail: AuditTrail,
  ) {}

  /** The newest first, unless another order is asked for. @throws ValidationError for a sort field that there is not. */
  async list(companyId: number, { page, pageSize, q, sort = '-createdAt' }: PageQuery): Promise<Page<FleetBackup>> {
    const [items, total] = await this.registry.rows.findAndCount({
      where: { companyId, ...(q && { reason: Like(`%${q.toLowerCase().replaceAll('%', '')}%` as BackupReason) }) },
      order: Object.fromEntries(sortOrder(sort, LISTED_BACKUPS.sortable)),
      skip: (page - 1) * pageSize,
      take: pageSize,
    });
    return { items, page, pageSize, total };
  }

  /** @throws BackupNotFoundError, also for another company's. */
  async get(companyId: number, id: number): Promise<FleetBackup & { companyId: number }> {
    const backup = await this.registry.find(id);
    if (backup?.companyId !== companyId) throw new BackupNotFoundError();
    return { ...backup, companyId };
  }

  /** @throws TooManyBackupsError; what TenantBackups.create throws. */
  async create(companyId: number, actor: OperationActor): Promise<FleetBackup> {
    const now = this.clock.now().getTime();
    const recent = await this.registry.requestedSince(companyId, new Date(now - DAY_MS));
    const first = recent[MOST_PER_DAY - 1];
    if (first !== undefined) {
      throw new TooManyBackupsError(MOST_PER_DAY, Math.ceil((first.createdAt.getTime() + DAY_MS - now) / 1000));
    }
    return this.backups.create(await this.tenant(companyId), actor);
  }

  /** @throws BackupNotFoundError; what TenantRestore.restore throws. */
  async restore(companyId: number, id: number, actor: OperationActor): Promise<RestoredTenant> {
    const backup = await this.get(companyId, id);
    return this.restores.restore(await this.tenant(companyId), this.backups.pathOf(backup), actor);
  }

  /**
   * A page of the records that a backup has; it is on record to whom they are shown.
   * @throws BackupNotFoundError, NoSuchRecordKindError, BackupRefusedError, TooManyLooksError.
   */
  async records(
    by: Actor,
    companyId: number,
    { id, kind }: { readonly id: number; readonly kind: string },
    query: PageQuery,
  ): Promise<Page<Listed<object>>> {
    return this.looks.use(await this.get(companyId, id), async (database) => {
      const metadata = this.kinds.metadataOf(kind, database);
      const sortable = metadata.columns.map(({ propertyName }) => propertyName);
      const options = { sortable, searchable: searchableOf(metadata) };
      const page = await findPage(database.getRepository<object>(metadata.target), query, options);
      const ids = page.items.map((item) => (item as { readonly id: number }).id);
      const shown = { actor: by, action: 'list', table: metadata.tableName, ids, detail: { backup: id } } as const;
      await this.trail.recordShown(companyId, () => shown);
      return page;
    });
  }

  /** @throws ValidationError without numbers; BackupNotFoundError; what RecordReturn.bringBack throws. */
  async bringBack(by: Actor, companyId: number, id: number, records: ChosenRecords): Promise<ReturnedRecords> {
    if (records.ids.length === 0) throw new ValidationError([{ field: 'ids', message: 'must not be empty' }]);
    return this.looks.use(await this.get(companyId, id), (database) =>
      this.returns.bringBack(by, companyId, database, records),
    );
  }

  private async tenant(companyId: number): Promise<Tenant> {
    const tenant = await this.directory.find(companyId);
    if (tenant === undefined) throw new UnknownTenantError();
    return tenant;
  }
}
