import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { ROLES } from '../../common/index.js';
import type { Actor, Role } from '../../common/index.js';
import { Company } from '../entities/index.js';
import { PeopleAudit } from '../people/people-audit.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { requiredRoles } from './requirement.js';

/** Of whom a company requires a second factor. */
@Injectable()
export class SecondFactorPolicyService {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly sessions: SessionsService,
    private readonly audit: PeopleAudit,
  ) {}

  async get(companyId: number): Promise<Role[]> {
    const company = await this.master.getRepository(Company).findOneByOrFail({ id: companyId });
    return requiredRoles(company.secondFactorRoles);
  }

  /** Recorded in the company's log. Acts within a second: who must and has none can set one up and do nothing else. */
  async set(by: Actor, companyId: number, roles: readonly Role[]): Promise<void> {
    const secondFactorRoles = ROLES.filter((role) => roles.includes(role)).join() || null;
    await this.master.transaction(async (transaction) => {
      const { secondFactorRoles: before } = await transaction.findOneByOrFail(Company, { id: companyId });
      await transaction.update(Company, { id: companyId }, { secondFactorRoles });
      await this.audit.secondFactorRule(by, companyId, requiredRoles(before), requiredRoles(secondFactorRoles));
    });
    await this.sessions.forget();
  }
}
