import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { lifeState, Operations } from '../../fleet/index.js';
import type { LifeState } from '../../fleet/index.js';
import { Company } from '../entities/index.js';
import { companyFor, heldCompany } from './held-company.js';

/** Steps of a company's life that are one transaction of the master database, and the state that each leads to. */
const LEADS_TO = {
  suspend: ['suspended'],
  activate: ['active'],
  delete: ['closing'],
  undelete: ['active', 'suspended'],
} as const satisfies Record<string, readonly LifeState[]>;

type Step = keyof typeof LEADS_TO;

/** Does such steps, legal ones only, and logs them. */
@Injectable()
export class LoggedSteps {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly operations: Operations,
  ) {
    for (const step of Object.keys(LEADS_TO) as Step[])
      operations.recoverWith(step, ({ company }) => this.outcome(step, company.companyId ?? 0));
  }

  /**
   * @param work what is done, with the company as it is now.
   * @throws CompanyNotFoundError, IllegalLifeStepError; what `work` throws. Nothing was done then.
   */
  async run<T>(
    step: Step,
    companyId: number,
    actor: string,
    work: (transaction: EntityManager, company: Company) => Promise<T>,
  ): Promise<T> {
    const { slug } = await companyFor(this.master.manager, companyId, step);
    return this.operations.run({ kind: step, company: { companyId, slug }, actor }, () =>
      this.master.transaction(async (transaction) =>
        work(transaction, await heldCompany(transaction, companyId, step)),
      ),
    );
  }

  /** Whether the transaction of a process that died took effect. */
  private async outcome(step: Step, companyId: number): Promise<'done' | 'undone'> {
    const company = await this.master.getRepository(Company).findOneBy({ id: companyId });
    const reached: readonly LifeState[] = LEADS_TO[step];
    return company !== null && reached.includes(lifeState(company)) ? 'done' : 'undone';
  }
}
