import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository } from 'typeorm';
import { Plan } from './plan.entity.js';

const ON_OFFER = { isPublic: true, retiredAt: IsNull() };

@Injectable()
export class PlansService {
  constructor(@InjectRepository(Plan) private readonly plans: Repository<Plan>) {}

  /** The plans that anybody may subscribe to, in the order in which they are offered. */
  listPublic(): Promise<Plan[]> {
    return this.plans.find({ where: ON_OFFER, order: { sortOrder: 'ASC', id: 'ASC' } });
  }

  /** A plan that is not retired, public or not, by its code; null when there is none. */
  findOffered(code: string): Promise<Plan | null> {
    return this.plans.findOneBy({ code, retiredAt: IsNull() });
  }

  /** A plan on offer to anybody by its code; null when there is none. */
  findPublic(code: string): Promise<Plan | null> {
    return this.plans.findOneBy({ code, ...ON_OFFER });
  }
}
