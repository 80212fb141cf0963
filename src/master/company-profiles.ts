import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CompanyProfiles } from '../fleet/index.js';
import type { ExportedCompany } from '../fleet/index.js';
import { Company } from './entities/index.js';
import { UnknownCompanyError } from './master.errors.js';

/** What companies tell of themselves, as their exports have it. */
@Injectable()
export class MasterCompanyProfiles extends CompanyProfiles {
  constructor(@InjectDataSource() private readonly master: DataSource) {
    super();
  }

  override async of(companyId: number): Promise<ExportedCompany> {
    const company = await this.master.getRepository(Company).findOneBy({ id: companyId });
    if (company === null) throw new UnknownCompanyError();
    const { slug, name, email, phone, address } = company;
    return { slug, name, email, phone, address };
  }
}
