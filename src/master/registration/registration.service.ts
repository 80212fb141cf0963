import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock, ProblemError, workIdentity } from '../../common/index.js';
import type { IdempotentRequest } from '../../common/index.js';
import { Settings } from '../../config/index.js';
import { GroupCommit, isForeignKeyViolation, isUniqueViolation } from '../../database/index.js';
import type { DatabaseName } from '../../database/index.js';
import { TenantProvisioner } from '../../fleet/index.js';
import { PlansService, startTrial } from '../../subscription/index.js';
import type { Plan } from '../../subscription/index.js';
import { signedInAnswer } from '../auth/signed-in.js';
import type { SignedIn } from '../auth/signed-in.js';
import type { Company } from '../entities/index.js';
import { IdempotentAnswers } from '../idempotent-answers.js';
import { AlreadyRegisteredError, UnknownPlanError } from '../master.errors.js';
import { PasswordRules } from '../passwords/password-rules.js';
import { Passwords } from '../passwords/passwords.js';
import type { Client } from '../sessions/client.js';
import { SessionTokens } from '../sessions/session-tokens.js';
import { NewUsers } from '../users/new-users.js';
import { CompanyReservation } from './company-reservation.js';
import { RegistrationReconciler } from './registration-reconciler.js';
import type { RegisterDto } from './registration.dto.js';

/** What a sign-up chooses, and where it comes from. */
interface SignUp {
  readonly plan: Plan;
  readonly client: Client | undefined;
}

/**
 * Signing up a company, in three steps of which each can be undone: a company row `provisioning`; its database; user,
 * profile, trial and `active` in one transaction. Until the last commits, nobody can see or use any of it. What a
 * killed process leaves, the RegistrationReconciler takes back.
 */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly group: GroupCommit,
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly plans: PlansService,
    private readonly reservation: CompanyReservation,
    private readonly provisioner: TenantProvisioner,
    private readonly rules: PasswordRules,
    private readonly passwords: Passwords,
    private readonly newUsers: NewUsers,
    private readonly tokens: SessionTokens,
    private readonly answers: IdempotentAnswers,
    private readonly reconciler: RegistrationReconciler,
  ) {}

  /**
   * Registers a company with its owner, who is signed in at once. With an Idempotency-Key a repetition is answered like
   * the first time, tokens included.
   * @throws UnknownPlanError, ValidationError for the password, AlreadyRegisteredError, ProvisioningError, IdempotencyMismatchError,
   *   IdempotencyInFlightError; nothing of the company is left then.
   */
  async register(input: RegisterDto, request?: IdempotentRequest, client?: Client): Promise<SignedIn> {
    const kept = await this.answers.find<SignedIn>(request);
    if (kept !== undefined) return kept;
    const plan = await this.plans.findPublic(input.planCode);
    if (plan === null) throw new UnknownPlanError();
    await this.rules.assertGood(input.password, input);
    const owner = workIdentity();
    try {
      const company = await this.reserve(input, owner, request);
      return await this.provision(company, { plan, client }, input, request);
    } catch (error) {
      const isRefusal = error instanceof ProblemError && error.status < 500;
      if (!isRefusal) await this.reconciler.abandon(owner);
      // The plan was deleted since it was looked up.
      if (isForeignKeyViolation(error)) throw new UnknownPlanError();
      throw isUniqueViolation(error) ? await this.reservation.overtaken(input) : error;
    }
  }

  private async reserve(input: RegisterDto, owner: string, request?: IdempotentRequest): Promise<Company> {
    const make = (): Promise<Company> =>
      this.reservation.make(input, owner, (transaction) => this.answers.reserve(transaction, owner, request));
    try {
      return await make();
    } catch (error) {
      // The name may be held by a sign-up whose process was killed.
      if (!(error instanceof AlreadyRegisteredError) || (await this.reconciler.run()) === 0) throw error;
      return make();
    }
  }

  private async provision(
    company: Company,
    of: SignUp,
    input: RegisterDto,
    request?: IdempotentRequest,
  ): Promise<SignedIn> {
    const work = [
      this.passwords.hash(input.password),
      this.provisioner.create(company.id, company.databaseName as DatabaseName),
    ] as const;
    // Both must have ended before anything is undone: a database finished after its undoing would stay for ever.
    await Promise.allSettled(work);
    const [passwordHash] = await Promise.all(work);
    return this.group.run(async (transaction) => {
      const signedIn = await this.activate(transaction, company, of, { ...input, passwordHash });
      await this.answers.keep(transaction, request, signedIn);
      return signedIn;
    });
  }

  private async activate(
    transaction: EntityManager,
    company: Company,
    { plan, client }: SignUp,
    input: RegisterDto & { passwordHash: string },
  ): Promise<SignedIn> {
    const now = this.clock.now();
    await this.reservation.complete(transaction, company);
    const user = await this.newUsers.insert(transaction, input, { companyId: company.id, role: 'owner' });
    const subscription = await startTrial(
      transaction,
      { companyId: company.id, plan, billingCycle: input.billingCycle, trialDays: this.settings.trialDays },
      now,
    );
    const tokens = await this.tokens.start(transaction, { userId: user.id, companyId: company.id }, client);
    return signedInAnswer(tokens, { user, role: 'owner', company, subscription }, now);
  }
}
