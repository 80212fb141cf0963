import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { DatabaseEngine, tenantDatabaseName } from '../../database/index.js';
import { Company } from '../entities/index.js';

const SLUGS_PER_LOOK = 20;

/** Which slugs a new company can have. */
@Injectable()
export class FreeSlugs {
  constructor(private readonly engine: DatabaseEngine) {}

  /**
   * The first of `city-hospital`, `city-hospital-2`, `city-hospital-3` … that neither a company nor a database has.
   *
   * A database without a company is there when an older copy of the master database was put back, or it was lost. It
   * holds somebody's patients; and as undoing a sign-up removes the database of its slug, none may begin with one.
   * @param isTaken whether a company has `base`.
   */
  async find(transaction: EntityManager, base: string, isTaken: boolean): Promise<string> {
    if (!isTaken && !(await this.hasDatabase(base))) return base;
    for (let first = 2; ; first += SLUGS_PER_LOOK) {
      const candidates = Array.from({ length: SLUGS_PER_LOOK }, (_, index) => `${base}-${first + index}`);
      const taken = await takenOf(transaction, candidates);
      for (const slug of candidates) if (!taken.has(slug) && !(await this.hasDatabase(slug))) return slug;
    }
  }

  private hasDatabase(slug: string): Promise<boolean> {
    return this.engine.exists(tenantDatabaseName(slug));
  }
}

async function takenOf(transaction: EntityManager, slugs: readonly string[]): Promise<ReadonlySet<string>> {
  const where = { slug: In([...slugs]) };
  const companies = await transaction.find(Company, { select: { id: true, slug: true }, where });
  return new Set(companies.map((company) => company.slug));
}
