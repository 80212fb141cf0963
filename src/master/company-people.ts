import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { CompanyPeople } from '../subscription/index.js';
import { User } from './entities/index.js';
import { Members } from './people/members.js';

/** The people of companies, as subscriptions ask for them. */
@Injectable()
export class MasterCompanyPeople extends CompanyPeople {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly members: Members,
  ) {
    super();
  }

  /** In a transaction the number stands until its end: whoever joins meanwhile waits. */
  override async countUsers(companyId: number, manager?: EntityManager): Promise<number> {
    if (manager !== undefined) await this.members.hold(manager, companyId);
    return this.members.countActive(manager ?? this.master.manager, companyId);
  }

  override async ownersOf(companyId: number): Promise<readonly { readonly email: string; readonly name: string }[]> {
    const owners = await this.master.getRepository(User).find({
      where: { isActive: true, profile: { companyId, role: 'owner' } },
      order: { id: 'ASC' },
    });
    return owners.map(({ email, firstName, lastName }) => ({ email, name: `${firstName} ${lastName}` }));
  }
}
