import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, IsNull, LessThan } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/index.js';
import { RecoveryCode, SecondFactor } from '../entities/index.js';
import { CodeTries } from './code-tries.js';
import { recoveryCodeHash } from './recovery-codes.js';
import { SecondFactorSecrets } from './secrets.js';
import { WrongCodeError } from './second-factor.errors.js';
import { TOTP_CODE, totpStep } from './totp.js';

/** One of both. */
export interface GivenCode {
  readonly code?: string;
  readonly recoveryCode?: string;
}

/** Uses a code that was found right; of several who do so at once one succeeds. @throws WrongCodeError. */
export type SpendCode = (transaction: EntityManager) => Promise<void>;

/** Whether somebody has their authenticator app, or one of their recovery codes. */
@Injectable()
export class CodeProof {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
    private readonly tries: CodeTries,
    private readonly secrets: SecondFactorSecrets,
  ) {}

  /**
   * Looks at the code. Nothing may be done for it before it was spent, in the transaction of what is done.
   * @throws WrongCodeError; TooManyRequestsError after five wrong ones.
   */
  check(userId: number, { code, recoveryCode }: GivenCode): Promise<SpendCode> {
    if (recoveryCode !== undefined) return Promise.resolve(this.recovery(userId, recoveryCode));
    return this.oneTime(userId, code ?? '');
  }

  private async oneTime(userId: number, code: string): Promise<SpendCode> {
    await this.tries.take(userId);
    const step = TOTP_CODE.test(code) ? await this.stepOf(userId, code) : undefined;
    if (step === undefined) throw new WrongCodeError('code');
    return async (transaction) => {
      // The condition decides, not the look above.
      const unused = { userId, lastStep: LessThan(step) };
      const { affected } = await transaction.update(SecondFactor, unused, { lastStep: step, ...UNTRIED });
      if (affected !== 1) throw new WrongCodeError('code');
    };
  }

  private async stepOf(userId: number, code: string): Promise<number | undefined> {
    const factor = await this.master.getRepository(SecondFactor).findOne({
      where: { userId },
      select: { userId: true, secret: true, lastStep: true },
    });
    if (factor === null) return undefined;
    return totpStep(this.secrets.decrypt(factor.secret, userId), code, this.clock.now(), factor.lastStep);
  }

  private recovery(userId: number, code: string): SpendCode {
    const unused = { codeHash: recoveryCodeHash(userId, code), userId, usedAt: IsNull() };
    return async (transaction) => {
      const { affected } = await transaction.update(RecoveryCode, unused, { usedAt: this.clock.now() });
      if (affected !== 1) throw new WrongCodeError('recoveryCode');
      await transaction.update(SecondFactor, { userId }, UNTRIED);
    };
  }
}

const UNTRIED = { tries: 0, blockedUntil: null };
