import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AuditTrail } from '../../tenancy/index.js';
import { CompanyRemains } from '../life/index.js';
import { AuditCheckpoint } from './audit-checkpoint.entity.js';

/** Removes what is kept of the audit logs of companies that are erased; the log itself goes with the database. */
@Injectable()
export class AuditRemains {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly trail: AuditTrail,
    remains: CompanyRemains,
  ) {
    remains.register(
      'auditCheckpoints',
      ({ companyId }) => this.remove(companyId),
      ({ companyId }) => this.master.getRepository(AuditCheckpoint).countBy({ companyId }),
    );
  }

  private async remove(companyId: number): Promise<number> {
    await this.trail.forget(companyId);
    const { affected } = await this.master.getRepository(AuditCheckpoint).delete({ companyId });
    return affected ?? 0;
  }
}
