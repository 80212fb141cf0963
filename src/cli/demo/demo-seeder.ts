import { Injectable } from '@nestjs/common';
import { Clock, validationPipe } from '../../common/index.js';
import { CompaniesService, RegisterDto, RegistrationService } from '../../master/index.js';
import { Tenancy } from '../../tenancy/index.js';
import { Application } from '../application.js';
import { fillClinic } from './demo-clinic-work.js';
import type { DemoCompany } from './demo-companies.js';

/** Makes demo companies the way the product makes companies: nothing is written past its services. */
@Injectable()
export class DemoSeeder {
  constructor(private readonly application: Application) {}

  /** Names of the companies that there are, in lower case: names are unique regardless of case. */
  async existingNames(): Promise<ReadonlySet<string>> {
    const companies = await (await this.application.get(CompaniesService)).overview();
    return new Set(companies.map((company) => company.name.toLowerCase()));
  }

  /**
   * Signs a company up and fills its database.
   * @throws ValidationError for a password that registration would refuse; AlreadyRegisteredError when somebody else has
   *   the username or an address.
   */
  async create(company: DemoCompany, password: string): Promise<void> {
    const body = { type: 'body', metatype: RegisterDto } as const;
    const input = (await validationPipe().transform({ ...company, password }, body)) as RegisterDto;
    const registered = (await (await this.application.get(RegistrationService)).register(input)).company;
    if (registered === null) throw new Error('A registration answers with its company.');
    const now = (await this.application.get(Clock)).now();
    await fillClinic(await this.application.get(Tenancy), { companyId: registered.id }, now);
  }
}
