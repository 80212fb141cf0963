import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, IsNull } from 'typeorm';
import { Clock } from '../../common/index.js';
import type { Principal } from '../../common/index.js';
import { isUniqueViolation } from '../../database/index.js';
import { AccountMails } from '../auth/account-mails.js';
import { FreshProofs } from '../auth/step-up/fresh-proofs.js';
import { SecondFactor, Session, User } from '../entities/index.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { CodeProof } from './code-proof.js';
import { makeRecoveryCodes } from './recovery-codes.js';
import { SecondFactorSecrets } from './secrets.js';
import { NoSecondFactorError, SecondFactorExistsError } from './second-factor.errors.js';
import type { SetupDto } from './second-factor.dto.js';
import { newTotpSecret, totpUri } from './totp.js';

const ISSUER = 'medadmin';

/** Setting one's second factor up, in two steps: a secret for the app, and a code that shows that the app has it. */
@Injectable()
export class SecondFactorSetup {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
    private readonly proofs: FreshProofs,
    private readonly codes: CodeProof,
    private readonly secrets: SecondFactorSecrets,
    private readonly sessions: SessionsService,
    private readonly mails: AccountMails,
  ) {}

  /**
   * Begins, again if it was begun before. Nothing is asked for until it is confirmed.
   * @throws WrongPasswordError, SecondFactorExistsError.
   */
  async begin({ userId }: Principal, password: string): Promise<SetupDto> {
    await this.proofs.checkPassword(userId, password, 'password');
    const secret = await newTotpSecret();
    const encrypted = this.secrets.encrypt(secret, userId);
    const begun = { userId, secret: encrypted, createdAt: this.clock.now(), lastStep: 0, tries: 0, blockedUntil: null };
    const { username } = await this.master
      .transaction(async (transaction) => {
        await transaction.delete(SecondFactor, { userId, confirmedAt: IsNull() });
        await transaction.insert(SecondFactor, { ...begun, confirmedAt: null });
        return transaction.findOneByOrFail(User, { id: userId });
      })
      .catch((error: unknown) => {
        throw isUniqueViolation(error) ? new SecondFactorExistsError() : error;
      });
    const otpauthUri = await totpUri(secret, username, ISSUER);
    const { renderSVG } = await import('uqr');
    return { secret, otpauthUri, qrCodeSvg: renderSVG(otpauthUri) };
  }

  /**
   * Switches it on. Other sessions end: they began without it.
   * @returns the recovery codes.
   * @throws WrongCodeError, NoSecondFactorError, SecondFactorExistsError, TooManyRequestsError.
   */
  async confirm({ userId, sessionId }: Principal, code: string): Promise<string[]> {
    const begun = await this.master.getRepository(SecondFactor).findOneBy({ userId });
    if (begun === null) throw new NoSecondFactorError();
    if (begun.confirmedAt !== null) throw new SecondFactorExistsError();
    const spend = await this.codes.check(userId, { code });
    const now = this.clock.now();
    const recoveryCodes = await this.master.transaction(async (transaction) => {
      await spend(transaction);
      const unconfirmed = { userId, confirmedAt: IsNull() };
      const { affected } = await transaction.update(SecondFactor, unconfirmed, { confirmedAt: now });
      if (affected !== 1) throw new SecondFactorExistsError();
      await transaction.update(Session, { id: sessionId }, { provedAt: now });
      await this.sessions.endOthersOf(transaction, userId, sessionId);
      await this.mails.tell(transaction, userId, 'second-factor-on');
      return makeRecoveryCodes(transaction, userId);
    });
    await this.sessions.forget();
    return recoveryCodes;
  }
}
