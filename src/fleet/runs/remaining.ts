import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In } from 'typeorm';
import type { Tenant } from '../../tenancy/index.js';
import { FleetTenant } from '../ledger/fleet-tenant.entity.js';
import type { FleetRun } from './fleet-run.entity.js';

/** What the ledger says of companies when a run is gone on with. */
export interface Remaining {
  /** Those that are not where the run is to bring them. */
  readonly tenants: readonly Tenant[];
  /** Numbers of those among them that failed in this run. */
  readonly failed: ReadonlySet<number>;
}

/** Asks the ledger who is still to be brought to a version, without opening a database. */
@Injectable()
export class RemainingTenants {
  constructor(@InjectDataSource() private readonly master: DataSource) {}

  async of(page: readonly Tenant[], run: FleetRun): Promise<Remaining> {
    const companyId = In(page.map((tenant) => tenant.companyId));
    const rows = await this.master.getRepository(FleetTenant).findBy({ companyId });
    const done = rows.filter((row) => row.state === 'current' && row.schemaVersion === run.head);
    const failed = rows.filter((row) => row.state === 'failed' && row.runId === run.id);
    const isDone = new Set(done.map((row) => row.companyId));
    return {
      tenants: page.filter((tenant) => !isDone.has(tenant.companyId)),
      failed: new Set(failed.map((row) => row.companyId)),
    };
  }
}
