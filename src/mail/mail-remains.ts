import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In, IsNull } from 'typeorm';
import { CompanyRemains } from '../fleet/index.js';
import type { LeavingCompany } from '../fleet/index.js';
import { OutboxMail } from './outbox-mail.entity.js';
import { MailTransport } from './transports/mail-transport.js';

/** Removes the mails of companies that are erased, in the outbox and where they were written as files. */
@Injectable()
export class MailRemains {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly transport: MailTransport,
    remains: CompanyRemains,
  ) {
    remains.register(
      'mails',
      (company) => this.remove(company),
      async (company) => (await this.found(company)).length,
    );
  }

  private async remove(company: LeavingCompany): Promise<number> {
    const found = await this.found(company);
    await this.transport.forget(found);
    for (const { id } of found) await this.master.getRepository(OutboxMail).delete({ id });
    return found.length;
  }

  /** Mails of before it was noted on whose behalf they are go by their addressee. */
  private found({ companyId, addresses }: LeavingCompany): Promise<OutboxMail[]> {
    const theirs = [{ companyId }, { companyId: IsNull(), recipient: In([...addresses]) }];
    return this.master.getRepository(OutboxMail).find({ select: { id: true, dedupKey: true }, where: theirs });
  }
}
