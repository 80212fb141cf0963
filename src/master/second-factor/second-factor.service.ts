import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, IsNull } from 'typeorm';
import type { Principal } from '../../common/index.js';
import { Settings } from '../../config/index.js';
import { AccountMails } from '../auth/account-mails.js';
import { Identities } from '../auth/identities.js';
import { FreshProofs } from '../auth/step-up/fresh-proofs.js';
import type { GivenProof } from '../auth/step-up/fresh-proofs.js';
import { RecoveryCode, SecondFactor } from '../entities/index.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { hasSecondFactor } from './enrolment.js';
import { makeRecoveryCodes } from './recovery-codes.js';
import { isSecondFactorRequired } from './requirement.js';
import { NoSecondFactorError, SecondFactorRequiredOfUserError, ShortPasswordError } from './second-factor.errors.js';
import type { SecondFactorDto } from './second-factor.dto.js';

/** One's own second factor, once it is set up. */
@Injectable()
export class SecondFactorService {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly settings: Settings,
    private readonly identities: Identities,
    private readonly proofs: FreshProofs,
    private readonly sessions: SessionsService,
    private readonly mails: AccountMails,
  ) {}

  async status({ userId }: Principal): Promise<SecondFactorDto> {
    const recoveryCodesLeft = await this.master.getRepository(RecoveryCode).countBy({ userId, usedAt: IsNull() });
    return {
      isEnabled: await hasSecondFactor(this.master.manager, userId),
      isRequired: await this.isRequired(userId),
      recoveryCodesLeft,
    };
  }

  /**
   * Switches it off. Other sessions end.
   * @throws NoSecondFactorError, SecondFactorRequiredOfUserError, ShortPasswordError, WrongPasswordError, WrongCodeError,
   *   TooManyRequestsError.
   */
  async disable({ userId, sessionId }: Principal, given: GivenProof): Promise<void> {
    if (!(await hasSecondFactor(this.master.manager, userId))) throw new NoSecondFactorError();
    if (await this.isRequired(userId)) throw new SecondFactorRequiredOfUserError();
    const spend = await this.proofs.check(userId, given);
    if ([...given.password.normalize('NFKC')].length < this.settings.passwordMinLength)
      throw new ShortPasswordError(this.settings.passwordMinLength);
    await this.master.transaction(async (transaction) => {
      await spend(transaction);
      await transaction.delete(SecondFactor, { userId });
      await transaction.delete(RecoveryCode, { userId });
      await this.sessions.endOthersOf(transaction, userId, sessionId);
      await this.mails.tell(transaction, userId, 'second-factor-off');
    });
    await this.sessions.forget();
  }

  /** New recovery codes; the old ones work no more. @throws what `disable` throws, but for what is required. */
  async renewRecoveryCodes({ userId }: Principal, given: GivenProof): Promise<string[]> {
    if (!(await hasSecondFactor(this.master.manager, userId))) throw new NoSecondFactorError();
    const spend = await this.proofs.check(userId, given);
    return this.master.transaction(async (transaction) => {
      await spend(transaction);
      await this.mails.tell(transaction, userId, 'recovery-codes');
      return makeRecoveryCodes(transaction, userId);
    });
  }

  private async isRequired(userId: number): Promise<boolean> {
    const { user, role, company } = await this.identities.load(userId);
    const secondFactorRoles = company?.secondFactorRoles ?? null;
    return isSecondFactorRequired({ isSuperuser: user.isSuperuser, role, secondFactorRoles }, this.settings);
  }
}
