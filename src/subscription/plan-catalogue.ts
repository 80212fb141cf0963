import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Clock, findPage } from '../common/index.js';
import type { Page } from '../common/index.js';
import { isForeignKeyViolation, isUniqueViolation } from '../database/index.js';
import { LISTED_PLANS, managedPlanAnswer } from './plan-admin.dto.js';
import type {
  CreatePlanDto,
  ManagedPlanDto,
  PlanLimitChanges,
  PlanListQuery,
  UpdatePlanDto,
} from './plan-admin.dto.js';
import { Plan } from './plan.entity.js';
import { PlanCodeTakenError, PlanInUseError, PlanNotFoundError } from './plan.errors.js';
import { PlanQuota } from './plan-quota.js';
import { planUses } from './plan-uses.js';

/** The plans, for those who run the installation. What they change acts on the companies that have a plan at once. */
@Injectable()
export class PlanCatalogue {
  constructor(
    @InjectRepository(Plan) private readonly plans: Repository<Plan>,
    private readonly clock: Clock,
    private readonly quota: PlanQuota,
  ) {}

  /** All plans, retired ones too, in the order in which they are offered. @throws ValidationError on field `sort`. */
  async list(query: PlanListQuery): Promise<Page<ManagedPlanDto>> {
    const page = await findPage(this.plans, { ...query, sort: query.sort ?? 'sortOrder,id' }, LISTED_PLANS);
    const uses = await planUses(this.plans.manager);
    const items = page.items.map((listed) => {
      const retiredAt = listed.retiredAt === null ? null : new Date(listed.retiredAt);
      return managedPlanAnswer({ ...listed, retiredAt }, uses.get(listed.id) ?? 0);
    });
    return { ...page, items };
  }

  /** @throws PlanNotFoundError */
  get(code: string): Promise<ManagedPlanDto> {
    return this.answer(this.plans.manager, code);
  }

  /** @throws PlanCodeTakenError */
  async create(transaction: EntityManager, { limits, ...fields }: CreatePlanDto): Promise<ManagedPlanDto> {
    await transaction
      .insert(Plan, { ...fields, ...limitColumns(limits), retiredAt: null })
      .catch((error: unknown) => refuse(error, isUniqueViolation, new PlanCodeTakenError()));
    return this.answer(transaction, fields.code);
  }

  /** Changes the fields that are given. @throws PlanNotFoundError */
  async update(code: string, { limits = {}, ...fields }: UpdatePlanDto): Promise<ManagedPlanDto> {
    const changed = await this.change(this.plans.manager, code, { ...fields, ...limitColumns(limits) });
    await this.quota.movedEverywhere();
    return changed;
  }

  /** Takes a plan off offer for good or until it is restored. @throws PlanNotFoundError */
  async retire(transaction: EntityManager, code: string): Promise<ManagedPlanDto> {
    // The first retirement stays the date, however often it is repeated.
    await transaction.update(Plan, { code, retiredAt: IsNull() }, { retiredAt: this.clock.now() });
    return this.answer(transaction, code);
  }

  /** Puts a retired plan on offer again. @throws PlanNotFoundError */
  restore(transaction: EntityManager, code: string): Promise<ManagedPlanDto> {
    return this.change(transaction, code, { retiredAt: null });
  }

  /** Deletes a plan that nobody has. @throws PlanNotFoundError, PlanInUseError. */
  async delete(code: string): Promise<void> {
    const { affected } = await this.plans
      .delete({ code })
      .catch((error: unknown) => refuse(error, isForeignKeyViolation, new PlanInUseError()));
    if (affected === 0) throw new PlanNotFoundError();
  }

  private change(manager: EntityManager, code: string, columns: Partial<Plan>): Promise<ManagedPlanDto> {
    return manager.transaction(async (transaction) => {
      if (Object.keys(columns).length > 0) await transaction.update(Plan, { code }, columns);
      return this.answer(transaction, code);
    });
  }

  private async answer(manager: EntityManager, code: string): Promise<ManagedPlanDto> {
    const plan = await manager.findOneBy(Plan, { code });
    if (plan === null) throw new PlanNotFoundError();
    const uses = await planUses(manager);
    return managedPlanAnswer(plan, uses.get(plan.id) ?? 0);
  }
}

/** Limits as columns; those that are not given are left out. */
function limitColumns({ doctors, patients, users, storageBytes }: PlanLimitChanges): Partial<Plan> {
  return {
    ...(doctors !== undefined && { limitDoctors: doctors }),
    ...(patients !== undefined && { limitPatients: patients }),
    ...(users !== undefined && { limitUsers: users }),
    ...(storageBytes !== undefined && { limitStorageBytes: storageBytes }),
  };
}

function refuse(error: unknown, isRefusal: (error: unknown) => boolean, refusal: Error): never {
  throw isRefusal(error) ? refusal : error;
}
