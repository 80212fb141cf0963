import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Clock, workIdentity } from '../../common/index.js';
import { Settings } from '../../config/index.js';
import { isUniqueViolation } from '../../database/index.js';
import type { DatabaseName } from '../../database/index.js';
import { TenantProvisioner } from '../../fleet/index.js';
import { startTrial } from '../../subscription/index.js';
import type { BillingCycle, Plan } from '../../subscription/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { Company } from '../entities/index.js';
import { AlreadyRegisteredError } from '../master.errors.js';
import { PasswordRules } from '../passwords/password-rules.js';
import { Passwords } from '../passwords/passwords.js';
import { CompanyReservation } from '../registration/company-reservation.js';
import { RegistrationReconciler } from '../registration/registration-reconciler.js';
import { slugOf } from '../slug.js';
import { NewUsers } from '../users/new-users.js';

/** Who is to own a company that somebody makes for them. */
export interface FirstOwner {
  /** Made from the company's slug or name when left out. */
  readonly username?: string | undefined;
  /** One to which nothing can be sent when left out. */
  readonly email?: string | undefined;
  /** Made up when left out. */
  readonly password?: string | undefined;
}

/** A company that is not made by signing up. */
export interface Founding {
  readonly name: string;
  /** Found from the name when left out. */
  readonly slug?: string | undefined;
  readonly email: string;
  readonly phone: string;
  readonly address: string | null;
  readonly timeZone: string | null;
  readonly plan: Plan;
  readonly billingCycle: BillingCycle;
  readonly owner: FirstOwner;
  readonly expiresAt?: Date | null;
  readonly areMailsOff?: boolean;
}

/** The new company, and how its owner signs in. */
export interface Founded {
  readonly companyId: number;
  readonly slug: string;
  readonly database: DatabaseName;
  readonly owner: { readonly username: string; readonly password: string };
}

interface Owner {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

/**
 * Makes companies in the steps of a sign-up, with a database that has something in it. Until the last step nobody can see or
 * use it; what a failure or a killed process leaves is taken back as for sign-ups.
 */
@Injectable()
export class CompanyFounding {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly reservation: CompanyReservation,
    private readonly reconciler: RegistrationReconciler,
    private readonly provisioner: TenantProvisioner,
    private readonly rules: PasswordRules,
    private readonly passwords: Passwords,
    private readonly newUsers: NewUsers,
  ) {}

  /**
   * @param fill puts the rows into the company's empty database.
   * @throws ValidationError for the password; AlreadyRegisteredError for a name, slug, username or address that is taken; ProvisioningError; what `fill`
   *   throws. Nothing of the company is left then.
   */
  async found(founding: Founding, fill: (tenant: Tenant) => Promise<void>): Promise<Founded> {
    const work = workIdentity();
    try {
      const { company, owner } = await this.reserve(founding, work);
      const tenant = { companyId: company.id, slug: company.slug, database: company.databaseName as DatabaseName };
      await this.provisioner.create(tenant.companyId, tenant.database);
      await fill(tenant);
      const passwordHash = await this.passwords.hash(owner.password);
      await this.master.transaction((transaction) =>
        this.complete(transaction, company, founding, { ...owner, passwordHash }),
      );
      return { ...tenant, owner: { username: owner.username, password: owner.password } };
    } catch (error) {
      await this.reconciler.abandon(work);
      throw isUniqueViolation(error) ? new AlreadyRegisteredError([]) : error;
    }
  }

  private async reserve(founding: Founding, work: string): Promise<{ company: Company; owner: Owner }> {
    const { name: companyName, slug, email: companyEmail, phone, timeZone, owner: given } = founding;
    const called = given.username ?? slug ?? `${slugOf(companyName)}-owner`;
    const owner = {
      username: called.length < 3 ? `${called}-owner` : called,
      email: given.email ?? `owner@${slug ?? randomBytes(6).toString('hex')}.invalid`,
      password: given.password ?? randomBytes(12).toString('base64url'),
    };
    await this.rules.assertGood(owner.password, { ...owner, companyName });
    const zone = timeZone === null ? {} : { timeZone };
    const input = { companyName, slug, companyEmail, phone, ...zone, username: owner.username, email: owner.email };
    return { company: await this.reservation.make(input, work, () => Promise.resolve()), owner };
  }

  private async complete(
    transaction: EntityManager,
    company: Company,
    { plan, billingCycle, address, expiresAt = null, areMailsOff = false }: Founding,
    owner: Owner & { readonly passwordHash: string },
  ): Promise<void> {
    const now = this.clock.now();
    const { id: companyId } = company;
    await this.reservation.complete(transaction, company);
    await transaction.update(Company, { id: companyId }, { address, expiresAt, mailsOffAt: areMailsOff ? now : null });
    const person = { ...owner, firstName: 'Owner', lastName: '' };
    await this.newUsers.insert(transaction, person, { companyId, role: 'owner' });
    await startTrial(transaction, { companyId, plan, billingCycle, trialDays: this.settings.trialDays }, now);
  }
}
