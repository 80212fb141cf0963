import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, IsNull } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/index.js';
import { GroupCommit, insertRow, isUniqueViolation, tenantDatabaseName } from '../../database/index.js';
import { Company } from '../entities/index.js';
import { uniqueKey } from '../keys.js';
import { AlreadyRegisteredError, RegistrationLostError } from '../master.errors.js';
import { slugOf } from '../slug.js';
import { FreeSlugs } from './free-slugs.js';
import type { RegisterDto } from './registration.dto.js';
import { takenNames } from './taken-names.js';
import type { CompanyToReserve } from './taken-names.js';

/** Nobody has asked for its end yet. */
const UNLIMITED = {
  deletionRequestedAt: null,
  deletionRequestedBy: null,
  eraseAt: null,
  expiresAt: null,
  mailsOffAt: null,
} as const;

/** The first step of a sign-up: a company row `provisioning`, which holds the name, the slug and the number. */
@Injectable()
export class CompanyReservation {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly group: GroupCommit,
    private readonly slugs: FreeSlugs,
    private readonly clock: Clock,
  ) {}

  /**
   * @param input with a `slug` of somebody's choice, which must be free then, or without, and then one is found.
   * @param owner work identity of this sign-up.
   * @param alongside what else must be recorded with the row, in the same transaction.
   * @throws AlreadyRegisteredError naming the fields that are taken; nothing is recorded then.
   */
  async make(
    input: CompanyToReserve,
    owner: string,
    alongside: (transaction: EntityManager) => Promise<void>,
  ): Promise<Company> {
    try {
      return await this.group.run(async (transaction) => {
        await alongside(transaction);
        const { errors, isSlugTaken } = await takenNames(transaction, input);
        if (errors.length > 0) throw new AlreadyRegisteredError(errors);
        const slug = await this.slug(transaction, input, isSlugTaken);
        return this.insert(transaction, input, owner, slug);
      });
    } catch (error) {
      // Two sign-ups at once on PostgreSQL, where the look-up above does not lock.
      if (isUniqueViolation(error)) throw new AlreadyRegisteredError([]);
      throw error;
    }
  }

  /**
   * Makes the company active, in the transaction that gives it everything else.
   * @throws RegistrationLostError when the row is no longer this sign-up's: whoever took it over removes the database.
   */
  async complete(transaction: EntityManager, company: Company): Promise<void> {
    const { id, provisioningOwner } = company;
    const { affected } = await transaction.update(
      Company,
      { id, status: 'provisioning', provisioningOwner: provisioningOwner ?? IsNull() },
      { status: 'active', provisioningOwner: null },
    );
    if (affected !== 1) throw new RegistrationLostError();
    company.status = 'active';
  }

  /** The error for a sign-up that another one with the same username or address overtook after its reservation. */
  async overtaken(input: RegisterDto): Promise<AlreadyRegisteredError> {
    const { errors } = await takenNames(this.master.manager, input);
    return new AlreadyRegisteredError(errors.filter(({ field }) => field !== 'companyName'));
  }

  /** Companies that are being registered, or were when their process ended. */
  unfinished(): Promise<Company[]> {
    return this.master.getRepository(Company).findBy({ status: 'provisioning' });
  }

  /**
   * Takes an unfinished company over from a dead owner. Only one taker wins, so that nobody removes the database of a
   * name that was registered anew meanwhile.
   */
  async claim(company: Company, owner: string): Promise<boolean> {
    const previous = company.provisioningOwner ?? IsNull();
    const { affected } = await this.master
      .getRepository(Company)
      .update({ id: company.id, status: 'provisioning', provisioningOwner: previous }, { provisioningOwner: owner });
    return affected === 1;
  }

  /** Deletes a claimed row; the name is free again. */
  async undo(owner: string, alongside: (transaction: EntityManager) => Promise<void>): Promise<void> {
    await this.master.transaction(async (transaction) => {
      await alongside(transaction);
      await transaction.delete(Company, { status: 'provisioning', provisioningOwner: owner });
    });
  }

  private async slug(transaction: EntityManager, input: CompanyToReserve, isTaken: boolean): Promise<string> {
    if (input.slug === undefined) return this.slugs.find(transaction, slugOf(input.companyName), isTaken);
    if ((await this.slugs.find(transaction, input.slug, isTaken)) === input.slug) return input.slug;
    throw new AlreadyRegisteredError([{ field: 'slug', message: 'is already taken' }]);
  }

  private async insert(
    transaction: EntityManager,
    input: CompanyToReserve,
    owner: string,
    slug: string,
  ): Promise<Company> {
    const company = transaction.create(Company, {
      name: input.companyName,
      nameKey: uniqueKey(input.companyName),
      slug,
      databaseName: tenantDatabaseName(slug),
      email: input.companyEmail,
      phone: input.phone,
      address: null,
      secondFactorRoles: null,
      timeZone: input.timeZone ?? null,
      status: 'provisioning',
      provisioningOwner: owner,
      createdAt: this.clock.now(),
      ...UNLIMITED,
    });
    await insertRow(transaction, Company, company);
    return company;
  }
}
