import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock, MeasureSource, ReadGauge } from '../../common/index.js';
import type { Sample } from '../../common/index.js';
import { BackupRegistry } from './backup-registry.js';

/**
 * Of each company that TenantDirectory lists the newest good backup; one query, because it is asked every few seconds.
 * Numbers of backups rise with time.
 */
const NEWEST_OF_EACH = `
  SELECT MIN(newest) AS oldest, COUNT(*) - COUNT(newest) AS without FROM (
    SELECT (SELECT MAX(backup.id) FROM fleet_backup backup
            WHERE backup.company_id = company.id AND backup.problem IS NULL) AS newest
    FROM master_company company WHERE company.status IN ('active', 'suspended')
  ) newest_of_each`;

/** How old the backups are. A company that has none has no age: those are counted. */
@Injectable()
export class BackupMeasures extends MeasureSource {
  override readonly measures = [
    new ReadGauge(
      'medadmin_backup_age_seconds',
      'Age of the newest backup: of the master database, and of the company whose newest is the oldest.',
      () => this.ages(),
    ),
    new ReadGauge('medadmin_tenants_without_backup', 'Companies that have no good backup.', async () => [
      { labels: {}, value: Number((await this.companies()).without) },
    ]),
  ];

  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly registry: BackupRegistry,
    private readonly clock: Clock,
  ) {
    super();
  }

  private async ages(): Promise<Sample[]> {
    const { oldest } = await this.companies();
    const newest = { master: await this.registry.newest(null), company: oldest && (await this.registry.find(oldest)) };
    return Object.entries(newest).flatMap(([database, backup]) =>
      backup ? [{ labels: { database }, value: this.secondsSince(backup.createdAt) }] : [],
    );
  }

  private async companies(): Promise<{ oldest: number | null; without: number | string }> {
    const [found] = await this.master.query<{ oldest: number | null; without: number | string }[]>(NEWEST_OF_EACH);
    return found ?? { oldest: null, without: 0 };
  }

  private secondsSince(moment: Date): number {
    return (this.clock.now().getTime() - moment.getTime()) / 1000;
  }
}
