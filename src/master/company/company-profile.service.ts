import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { isUniqueViolation } from '../../database/index.js';
import { companyAnswer } from '../auth/signed-in.js';
import { Company } from '../entities/index.js';
import { uniqueKey } from '../keys.js';
import { AlreadyRegisteredError } from '../master.errors.js';
import type { CompanyProfileDto, UpdateCompanyDto } from './company.dto.js';

/** What a company tells of itself. */
@Injectable()
export class CompanyProfileService {
  constructor(@InjectDataSource() private readonly master: DataSource) {}

  async get(companyId: number): Promise<CompanyProfileDto> {
    const company = await this.master.getRepository(Company).findOneByOrFail({ id: companyId });
    return { ...companyAnswer(company), address: company.address, eraseAt: company.eraseAt?.toISOString() ?? null };
  }

  /**
   * Changes the fields that are given. Slug and database keep the name that the company signed up with.
   * @throws AlreadyRegisteredError when another company has the name, however it is written.
   */
  async update(companyId: number, changes: UpdateCompanyDto): Promise<CompanyProfileDto> {
    const { name } = changes;
    const fields = { ...changes, ...(name !== undefined && { nameKey: uniqueKey(name) }) };
    if (Object.keys(fields).length > 0) await this.write(companyId, fields);
    return this.get(companyId);
  }

  private async write(companyId: number, fields: Partial<Company>): Promise<void> {
    try {
      await this.master.getRepository(Company).update({ id: companyId }, fields);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new AlreadyRegisteredError([{ field: 'name', message: 'is already taken' }]);
    }
  }
}
