import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/index.js';
import { ErasureCertificate, Operations, TenantLocks } from '../../fleet/index.js';
import type { Removed, TenantLock } from '../../fleet/index.js';
import { Company, Invitation, User } from '../entities/index.js';
import { nameHash } from './erasures-list.js';
import type { ErasureCertificateDto } from './life.dto.js';

const OF_COMPANY = 'id IN (SELECT p.user_id FROM master_profile p WHERE p.company_id = :companyId)';

/** What the master database holds of a company. */
@Injectable()
export class CompanyRecords {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
    private readonly locks: TenantLocks,
    private readonly operations: Operations,
  ) {}

  /** E-mail addresses of a company, its people, and those it has invited. */
  async addressesOf({ id: companyId, email }: Company): Promise<string[]> {
    const people = await this.master.getRepository(User).find({ where: { profile: { companyId } } });
    const invited = await this.master.getRepository(Invitation).findBy({ companyId });
    return [...new Set([email, ...people.map((user) => user.email), ...invited.map((each) => each.email)])];
  }

  /**
   * Deletes all rows about a company and its people, and writes the certificate, in one transaction. Sessions, invitations,
   * subscription and payments go with the rows that they belong to (ON DELETE CASCADE).
   * @param erasedBy for the certificate.
   * @throws LeaseLostError when somebody has taken the lock over.
   */
  async forget(lock: TenantLock, erasedBy: string, removed: Removed): Promise<void> {
    const { companyId } = lock;
    await this.master.transaction(async (transaction) => {
      await this.locks.assertHeld(lock, transaction);
      const company = await transaction.findOneByOrFail(Company, { id: companyId });
      const people = transaction.createQueryBuilder().delete().from(User);
      const { affected } = await people
        .where(`is_superuser = :no AND ${OF_COMPANY}`, { no: false, companyId })
        .execute();
      await transaction.insert(ErasureCertificate, {
        companyId,
        nameSha256: nameHash(company.name),
        requestedAt: company.deletionRequestedAt,
        requestedBy: company.deletionRequestedBy,
        erasedAt: this.clock.now(),
        erasedBy,
        removed: { ...removed, people: affected ?? 0 },
      });
      await this.operations.forgetCompany(transaction, companyId);
      await transaction.delete(Company, { id: companyId });
    });
  }

  /** That a company was erased. */
  async certificateOf(companyId: number): Promise<ErasureCertificateDto> {
    const { id: _id, ...row } = await this.master.getRepository(ErasureCertificate).findOneByOrFail({ companyId });
    const requestedAt = row.requestedAt?.toISOString() ?? null;
    return { ...row, requestedAt, erasedAt: row.erasedAt.toISOString() };
  }
}
