import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In, MoreThan } from 'typeorm';
import type { FindOptionsWhere } from 'typeorm';
import { RowLookup } from '../database/index.js';
import type { DatabaseName } from '../database/index.js';
import { TenantDirectory } from '../tenancy/index.js';
import type { Tenant } from '../tenancy/index.js';
import { Company } from './entities/index.js';

type Located = Pick<Company, 'id' | 'slug' | 'databaseName' | 'status'>;

/** Suspended companies too: their schema must keep up. */
const HAS_DATABASE: FindOptionsWhere<Company> = { status: In(['active', 'suspended']) };

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
  override list(): Promise<Tenant[]> {
    return this.located({});
  }

  override after(companyId: number, limit: number): Promise<Tenant[]> {
    return this.located({ id: MoreThan(companyId) }, limit);
  }

  override async bySlug(slug: string): Promise<Tenant | undefined> {
    const [tenant] = await this.located({ slug });
    return tenant;
  }

  override count(): Promise<number> {
    return this.master.getRepository(Company).countBy(HAS_DATABASE);
  }

  private async located(which: FindOptionsWhere<Company>, take?: number): Promise<Tenant[]> {
    const companies = await this.master.getRepository(Company).find({
      select: { id: true, slug: true, databaseName: true },
      where: { ...HAS_DATABASE, ...which },
      order: { id: 'ASC' },
      ...(take !== undefined && { take }),
    });
    return companies.map(tenantOf);
  }
}

function tenantOf(company: Omit<Located, 'status'>): Tenant {
  return { companyId: company.id, slug: company.slug, database: company.databaseName as DatabaseName };
}
