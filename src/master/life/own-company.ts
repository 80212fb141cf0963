import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Principal } from '../../common/index.js';
import { userActor } from '../../fleet/index.js';
import { companyOf } from '../../tenancy/index.js';
import type { CompanyProfileDto } from '../company/company.dto.js';
import { CompanyProfileService } from '../company/company-profile.service.js';
import { User } from '../entities/index.js';
import { Passwords } from '../passwords/passwords.js';
import { CompanyDeletion } from './company-deletion.js';
import { ConfirmationError } from './life.errors.js';

/** An owner's company, as a whole. */
@Injectable()
export class OwnCompany {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly passwords: Passwords,
    private readonly deletion: CompanyDeletion,
    private readonly profiles: CompanyProfileService,
  ) {}

  /** @param password of whoever asks: a stolen session is not enough. @throws ConfirmationError, IllegalLifeStepError. */
  async delete(principal: Principal, password: string): Promise<CompanyProfileDto> {
    const user = await this.master.getRepository(User).findOne({
      where: { id: principal.userId },
      select: { id: true, passwordHash: true },
    });
    if (!(await this.passwords.verify(password, user?.passwordHash))) throw new ConfirmationError();
    await this.deletion.request(companyOf(principal), userActor(principal));
    return this.profiles.get(companyOf(principal));
  }

  /** @throws IllegalLifeStepError. */
  async undelete(principal: Principal): Promise<CompanyProfileDto> {
    await this.deletion.takeBack(companyOf(principal), userActor(principal));
    return this.profiles.get(companyOf(principal));
  }
}
