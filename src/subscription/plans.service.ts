import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository } from 'typeorm';
import { RowLookup } from '../database/index.js';
import { Plan } from './plan.entity.js';

@Injectable()
export class PlansService {
  private readonly byCode: RowLookup<Plan, keyof Plan>;

  constructor(@InjectRepository(Plan) private readonly plans: Repository<Plan>) {
    const fields = plans.metadata.columns.map(({ propertyName }) => propertyName as keyof Plan);
    this.byCode = new RowLookup(plans.manager.dataSource, Plan, 'code', fields);
  }

  /** The plans that anybody may subscribe to, in the order in which they are offered. */
  listPublic(): Promise<Plan[]> {
    return this.plans.find({ where: { isPublic: true, retiredAt: IsNull() }, order: { sortOrder: 'ASC', id: 'ASC' } });
  }

  /** A plan that is not retired, public or not, by its code; null when there is none. */
  async findOffered(code: string): Promise<Plan | null> {
    const plan = await this.byCode.find(code);
    return plan?.retiredAt === null ? Object.assign(new Plan(), plan) : null;
  }

  /** A plan on offer to anybody by its code; null when there is none. */
  async findPublic(code: string): Promise<Plan | null> {
    const plan = await this.findOffered(code);
    return plan?.isPublic === true ? plan : null;
  }
}
