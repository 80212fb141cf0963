import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, IsNull, Not } from 'typeorm';
import { Clock } from '../../common/index.js';
import { Settings } from '../../config/index.js';
import { AccountMails } from '../auth/account-mails.js';
import { SignInAudit } from '../auth/sign-in-audit.js';
import { RecoveryCode, ResetRequest, SecondFactor, User } from '../entities/index.js';
import { PASSWORD_MIN_LENGTH } from '../fields.js';
import { uniqueKey } from '../keys.js';
import { Passwords } from '../passwords/passwords.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { NoSecondFactorError, UnknownUserError } from './second-factor.errors.js';

/**
 * Takes a second factor from somebody who lost both the app and the recovery codes. Only operators can, at the machine and
 * after they made sure who is asking: a way over the network would be a way around the second factor.
 */
@Injectable()
export class SecondFactorReset {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly sessions: SessionsService,
    private readonly mails: AccountMails,
    private readonly audit: SignInAudit,
    private readonly settings: Settings,
    private readonly passwords: Passwords,
    private readonly clock: Clock,
  ) {}

  /**
   * All sessions of the user end. Where passwords alone must be longer than beside a second factor, nobody can tell how long
   * this one is: it is void, and a link to a new one is sent. Who must have a second factor is asked to set one up at the next sign-in.
   * @param login username or e-mail address.
   * @returns the username.
   * @throws UnknownUserError, NoSecondFactorError.
   */
  async reset(login: string): Promise<string> {
    const key = uniqueKey(login);
    const which = key.includes('@') ? { emailKey: key } : { usernameKey: key };
    const user = await this.master.getRepository(User).findOneBy(which);
    if (user === null) throw new UnknownUserError();
    const passwordHash = await this.passwords.hash(randomBytes(32).toString('base64url'));
    await this.master.transaction(async (transaction) => {
      const { affected } = await transaction.delete(SecondFactor, { userId: user.id, confirmedAt: Not(IsNull()) });
      if (affected !== 1) throw new NoSecondFactorError();
      await transaction.delete(RecoveryCode, { userId: user.id });
      if (this.settings.passwordMinLength > PASSWORD_MIN_LENGTH) {
        await transaction.update(User, { id: user.id }, { passwordHash });
        const request = { id: randomUUID(), login: user.usernameKey, createdAt: this.clock.now() };
        await transaction.insert(ResetRequest, request);
      }
      await this.sessions.endAllOf(transaction, user.id);
      await this.mails.tell(transaction, user.id, 'second-factor-reset');
    });
    await this.sessions.forget();
    await this.audit.secondFactorReset(user.id);
    return user.username;
  }
}
