import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Subscription } from '../../subscription/index.js';
import { Profile, User } from '../entities/index.js';
import { SessionEndedError } from '../master.errors.js';
import type { Identity } from './signed-in.js';

/** Users together with their company and its subscription. */
@Injectable()
export class Identities {
  constructor(@InjectDataSource() private readonly master: DataSource) {}

  /** @throws SessionEndedError when the user is gone. */
  async load(userId: number, manager: EntityManager = this.master.manager): Promise<Identity> {
    const user = await manager.findOneBy(User, { id: userId });
    if (user === null) throw new SessionEndedError();
    const profile = await manager.findOne(Profile, { where: { userId }, relations: { company: true } });
    const company = profile?.company ?? null;
    const subscription = company && (await manager.findOneBy(Subscription, { companyId: company.id }));
    return { user, role: profile?.role ?? null, company, subscription };
  }
}
