import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { ROLES } from '../../common/index.js';
import type { Role } from '../../common/index.js';
import { Company } from '../entities/index.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { requiredRoles } from './requirement.js';

/** Of whom a company requires a second factor. */
@Injectable()
export class SecondFactorPolicyService {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly sessions: SessionsService,
  ) {}

  async get(companyId: number): Promise<Role[]> {
    const company = await this.master.getRepository(Company).findOneByOrFail({ id: companyId });
    return requiredRoles(company.secondFactorRoles);
  }

  /** Acts within a second: who must and has none can set one up and do nothing else. */
  async set(companyId: number, roles: readonly Role[]): Promise<void> {
    const secondFactorRoles = ROLES.filter((role) => roles.includes(role)).join() || null;
    await this.master.getRepository(Company).update({ id: companyId }, { secondFactorRoles });
    await this.sessions.forget();
  }
}
