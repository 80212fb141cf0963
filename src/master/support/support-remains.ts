import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CompanyRemains } from '../../fleet/index.js';
import { SupportAccess, SupportRule } from './support-access.entity.js';

/** Removes what is kept of superusers' ways into companies that are erased. */
@Injectable()
export class SupportRemains {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    remains: CompanyRemains,
  ) {
    remains.register(
      'supportAccesses',
      ({ companyId }) => this.remove(companyId),
      ({ companyId }) => this.master.getRepository(SupportAccess).countBy({ companyId }),
    );
  }

  private async remove(companyId: number): Promise<number> {
    await this.master.getRepository(SupportRule).delete({ companyId });
    const { affected } = await this.master.getRepository(SupportAccess).delete({ companyId });
    return affected ?? 0;
  }
}
