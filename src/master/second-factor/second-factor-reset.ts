import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, IsNull, Not } from 'typeorm';
import { AccountMails } from '../auth/account-mails.js';
import { SignInAudit } from '../auth/sign-in-audit.js';
import { RecoveryCode, SecondFactor, User } from '../entities/index.js';
import { uniqueKey } from '../keys.js';
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
  ) {}

  /**
   * All sessions of the user end. Who must have a second factor is asked to set one up at the next sign-in.
   * @param login username or e-mail address.
   * @returns the username.
   * @throws UnknownUserError, NoSecondFactorError.
   */
  async reset(login: string): Promise<string> {
    const key = uniqueKey(login);
    const which = key.includes('@') ? { emailKey: key } : { usernameKey: key };
    const user = await this.master.getRepository(User).findOneBy(which);
    if (user === null) throw new UnknownUserError();
    await this.master.transaction(async (transaction) => {
      const { affected } = await transaction.delete(SecondFactor, { userId: user.id, confirmedAt: Not(IsNull()) });
      if (affected !== 1) throw new NoSecondFactorError();
      await transaction.delete(RecoveryCode, { userId: user.id });
      await this.sessions.endAllOf(transaction, user.id);
      await this.mails.tell(transaction, user.id, 'second-factor-reset');
    });
    await this.sessions.forget();
    await this.audit.secondFactorReset(user.id);
    return user.username;
  }
}
