import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { RowLookup } from '../database/index.js';
import type { DatabaseName } from '../database/index.js';
import { TenantDirectory } from '../tenancy/index.js';
import type { Tenant } from '../tenancy/index.js';
import { Company } from './entities/index.js';

type Located = Pick<Company, 'id' | 'slug' | 'databaseName' | 'status'>;

/** The tenants as the master database knows them: companies that are active. */
@Injectable()
export class CompanyDirectory extends TenantDirectory {
  private readonly company: RowLookup<Company, keyof Located>;

  constructor(@InjectDataSource() private readonly master: DataSource) {
    super();
    this.company = new RowLookup(master, Company, 'id', ['id', 'slug', 'databaseName', 'status']);
  }

  override async find(companyId: number): Promise<Tenant | undefined> {
    const company = await this.company.find(companyId);
    return company?.status === 'active' ? tenantOf(company) : undefined;
  }

  /** All that have a database, suspended ones too: their schema must keep up. */
  override async list(): Promise<Tenant[]> {
    const companies = await this.master.getRepository(Company).find({ order: { id: 'ASC' } });
    return companies.filter((company) => company.status !== 'provisioning').map(tenantOf);
  }
}

function tenantOf(company: Located): Tenant {
  return { companyId: company.id, slug: company.slug, database: company.databaseName as DatabaseName };
}
