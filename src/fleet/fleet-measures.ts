import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { LabelledCounter, MeasureSource, ReadGauge } from '../common/index.js';
import type { Sample } from '../common/index.js';
import { FleetTenant, LEDGER_STATES } from './ledger/fleet-tenant.entity.js';

export const tenantMigrations = new LabelledCounter<'done' | 'failed'>(
  'medadmin_tenant_migrations_total',
  'Companies’ databases that were migrated, or could not be, by this process.',
  'outcome',
  ['done', 'failed'],
);

/** What this folder measures of the whole process. */
export const FLEET_MEASURES = [tenantMigrations];

/** What the master database knows of the fleet. */
@Injectable()
export class FleetMeasures extends MeasureSource {
  override readonly measures = [
    new ReadGauge('medadmin_tenants', 'Companies’ databases by what is known of their schema.', () => this.byState()),
  ];

  constructor(@InjectDataSource() private readonly master: DataSource) {
    super();
  }

  private async byState(): Promise<Sample[]> {
    const rows = await this.master
      .getRepository(FleetTenant)
      .createQueryBuilder('tenant')
      .select('tenant.state', 'state')
      .addSelect('COUNT(*)', 'total')
      .groupBy('tenant.state')
      .getRawMany<{ state: string; total: number | string }>();
    const totals = new Map(rows.map(({ state, total }) => [state, Number(total)]));
    return LEDGER_STATES.map((state) => ({ labels: { state }, value: totals.get(state) ?? 0 }));
  }
}
