import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In } from 'typeorm';
import type { Tenant } from '../../tenancy/index.js';
import { FleetTenant } from '../ledger/fleet-tenant.entity.js';
import type { FleetRun } from './fleet-run.entity.js';

/** A company with what the ledger knows of its database; null: nothing. */
export interface KnownTenant {
  readonly tenant: Tenant;
  readonly known: FleetTenant | null;
}

/** Asks the ledger, page by page. */
@Injectable()
export class KnownTenants {
  constructor(@InjectDataSource() private readonly master: DataSource) {}

  async of(page: readonly Tenant[]): Promise<KnownTenant[]> {
    const companyId = In(page.map((tenant) => tenant.companyId));
    const rows = await this.master.getRepository(FleetTenant).findBy({ companyId });
    const byCompany = new Map(rows.map((row) => [row.companyId, row]));
    return page.map((tenant) => ({ tenant, known: byCompany.get(tenant.companyId) ?? null }));
  }
}

/** Whether a run has brought a company where it was to, by the ledger. */
export function isDone({ known }: KnownTenant, { head }: FleetRun): boolean {
  return known?.state === 'current' && known.schemaVersion === head;
}

/** Whether a company's migration has failed, by the ledger. */
export function hasFailed({ known }: KnownTenant): boolean {
  return known?.state === 'failed' || known?.state === 'quarantined';
}
