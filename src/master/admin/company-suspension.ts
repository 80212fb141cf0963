import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Company } from '../entities/index.js';
import type { CompanyStatus } from '../entities/index.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { CompanyNotFoundError } from './admin.errors.js';

/** Switching companies off and on. Their databases stay as they are, and are migrated with the others. */
@Injectable()
export class CompanySuspension {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly sessions: SessionsService,
  ) {}

  /**
   * Nobody of the company can sign in any more, and all are signed out: here at once, in other processes within a second.
   * One that is suspended stays so. @throws CompanyNotFoundError.
   */
  async suspend(companyId: number): Promise<void> {
    await this.master.transaction(async (transaction) => {
      await move(transaction, companyId, 'active', 'suspended');
      await this.sessions.endAllOfCompany(transaction, companyId);
    });
    this.sessions.forget();
  }

  /** The company's people can sign in again, to all that was there. @throws CompanyNotFoundError. */
  async activate(companyId: number): Promise<void> {
    await this.master.transaction((transaction) => move(transaction, companyId, 'suspended', 'active'));
    this.sessions.forget();
  }
}

/** A company that is being registered, or removed, is not there for anybody. */
async function move(transaction: EntityManager, id: number, from: CompanyStatus, status: CompanyStatus): Promise<void> {
  const { affected } = await transaction.update(Company, { id, status: from }, { status });
  if (affected !== 1 && !(await transaction.existsBy(Company, { id, status }))) throw new CompanyNotFoundError();
}
