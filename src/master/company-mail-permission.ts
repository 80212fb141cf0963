import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { MailPermission } from '../mail/index.js';
import { Company } from './entities/index.js';

/** Mails on behalf of companies; none for clones. */
@Injectable()
export class CompanyMailPermission extends MailPermission {
  override async mayMail(transaction: EntityManager, companyId: number): Promise<boolean> {
    const company = await transaction.findOne(Company, {
      select: { id: true, mailsOffAt: true },
      where: { id: companyId },
    });
    return company?.mailsOffAt === null;
  }
}
