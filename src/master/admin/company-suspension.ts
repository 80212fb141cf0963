import { Injectable } from '@nestjs/common';
import { Company } from '../entities/index.js';
import { LoggedSteps } from '../life/logged-steps.js';
import { SessionsService } from '../sessions/sessions.service.js';

/** Switching companies off and on. Their databases stay as they are, and are migrated with the others. */
@Injectable()
export class CompanySuspension {
  constructor(
    private readonly steps: LoggedSteps,
    private readonly sessions: SessionsService,
  ) {}

  /**
   * Nobody of the company can sign in any more, and all are signed out: here at once, in other processes within a second.
   * One that is suspended stays so.
   * @param actor for the log of operations. @throws CompanyNotFoundError, IllegalLifeStepError.
   */
  async suspend(companyId: number, actor: string): Promise<void> {
    await this.steps.run('suspend', companyId, actor, async (transaction) => {
      await transaction.update(Company, { id: companyId }, { status: 'suspended' });
      await this.sessions.endAllOfCompany(transaction, companyId);
    });
    await this.sessions.forget();
  }

  /** The company's people can sign in again, to all that was there. @throws as `suspend`. */
  async activate(companyId: number, actor: string): Promise<void> {
    await this.steps.run('activate', companyId, actor, async (transaction) => {
      await transaction.update(Company, { id: companyId }, { status: 'active' });
    });
    await this.sessions.forget();
  }
}
