import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In } from 'typeorm';
import { AuditPeople } from '../tenancy/index.js';
import { User } from './entities/index.js';

/** The people of audit logs, as the master database knows them. */
@Injectable()
export class MasterAuditPeople extends AuditPeople {
  constructor(@InjectDataSource() private readonly master: DataSource) {
    super();
  }

  override async namesOf(userIds: readonly number[]): Promise<ReadonlyMap<number, string>> {
    if (userIds.length === 0) return new Map();
    const users = await this.master.getRepository(User).findBy({ id: In([...userIds]) });
    // Superusers have no other name than the one they sign in with.
    return new Map(
      users.map(({ id, firstName, lastName, username }) => [id, `${firstName} ${lastName}`.trim() || username]),
    );
  }
}
