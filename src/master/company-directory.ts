import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { DatabaseName } from '../database/index.js';
import { TenantDirectory } from '../tenancy/index.js';
import type { Tenant } from '../tenancy/index.js';
import { Company } from './entities/index.js';

/** The tenants as the master database knows them: companies that are active. */
@Injectable()
export class CompanyDirectory extends TenantDirectory {
  constructor(@InjectDataSource() private readonly master: DataSource) {
    super();
  }

  override async find(companyId: number): Promise<Tenant | undefined> {
    const company = await this.master.getRepository(Company).findOneBy({ id: companyId, status: 'active' });
    return company ? tenantOf(company) : undefined;
  }

  /** All that have a database, suspended ones too: their schema must keep up. */
  override async list(): Promise<Tenant[]> {
    const companies = await this.master.getRepository(Company).find({ order: { id: 'ASC' } });
    return companies.filter((company) => company.status !== 'provisioning').map(tenantOf);
  }
}

function tenantOf(company: Company): Tenant {
  return { companyId: company.id, slug: company.slug, database: company.databaseName as DatabaseName };
}
