import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, IsNull } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/index.js';
import { Settings } from '../../config/index.js';
import { AccountMails } from '../auth/account-mails.js';
import { Identities } from '../auth/identities.js';
import { SignInThrottle } from '../auth/throttle/sign-in-throttle.js';
import { ResetToken, User } from '../entities/index.js';
import { hasSecondFactor } from '../second-factor/enrolment.js';
import { isSecondFactorRequired } from '../second-factor/requirement.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { PasswordRules } from './password-rules.js';
import { Passwords } from './passwords.js';

/** Sets another password for somebody who is there already. */
@Injectable()
export class NewPasswords {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly identities: Identities,
    private readonly rules: PasswordRules,
    private readonly passwords: Passwords,
    private readonly sessions: SessionsService,
    private readonly throttle: SignInThrottle,
    private readonly mails: AccountMails,
  ) {}

  /**
   * The hash of a password that the user may have.
   * @param field of the input, for the error.
   * @throws ValidationError when it is too short, common or a name of theirs.
   */
  async hash(userId: number, password: string, field: string): Promise<string> {
    const { user, role, company } = await this.identities.load(userId);
    const required = {
      isSuperuser: user.isSuperuser,
      role,
      secondFactorRoles: company?.secondFactorRoles ?? null,
    };
    const isEnrolled = await hasSecondFactor(this.master.manager, userId);
    const isOneOfTwo = isEnrolled || isSecondFactorRequired(required, this.settings);
    const context = { ...user, companyName: company?.name ?? '' };
    await this.rules.assertGood(password, context, { field, hasSecondFactor: isOneOfTwo });
    return this.passwords.hash(password);
  }

  /**
   * Sets it, ends all sessions of the user and makes all links in mails worthless: whoever had the old one is out. Call
   * `SessionsService.forget` after the commit.
   */
  async set(transaction: EntityManager, userId: number, passwordHash: string): Promise<void> {
    await transaction.update(User, { id: userId }, { passwordHash });
    await transaction.update(ResetToken, { userId, usedAt: IsNull() }, { usedAt: this.clock.now() });
    await this.sessions.endAllOf(transaction, userId);
    await this.throttle.forgive(transaction, userId);
    await this.mails.tell(transaction, userId, 'password-changed');
  }
}
