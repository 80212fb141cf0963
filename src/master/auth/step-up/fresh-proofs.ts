import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../../../common/index.js';
import type { Principal } from '../../../common/index.js';
import { Session, User } from '../../entities/index.js';
import { WrongPasswordError } from '../../master.errors.js';
import { Passwords } from '../../passwords/passwords.js';
import { CodeProof } from '../../second-factor/code-proof.js';
import type { GivenCode, SpendCode } from '../../second-factor/code-proof.js';
import { hasSecondFactor } from '../../second-factor/enrolment.js';
import { SignInThrottle } from '../throttle/sign-in-throttle.js';
import { StepUpRequiredError } from './step-up.errors.js';

/** How long a proof counts as fresh, in milliseconds. */
const FRESH_MS = 5 * 60_000;

export interface GivenProof extends GivenCode {
  readonly password: string;
}

/** Proofs of who holds a session: at sign-in, and again before what is dangerous. */
@Injectable()
export class FreshProofs {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
    private readonly passwords: Passwords,
    private readonly codes: CodeProof,
    private readonly throttle: SignInThrottle,
  ) {}

  /** @throws StepUpRequiredError when somebody with a second factor proved too long ago who they are. */
  async assertFresh({ userId, sessionId }: Principal): Promise<void> {
    // Read anew: what may be a second old is no good here.
    if (!(await hasSecondFactor(this.master.manager, userId))) return;
    const session = await this.master.getRepository(Session).findOneBy({ id: sessionId });
    const provedAtMs = session?.provedAt?.getTime() ?? 0;
    if (this.clock.now().getTime() >= provedAtMs + FRESH_MS) throw new StepUpRequiredError();
  }

  /**
   * Proves it again, by all that the user signs in with.
   * @returns until when that counts.
   * @throws WrongPasswordError for the field `password`, WrongCodeError, TooManyRequestsError.
   */
  async renew(principal: Principal, given: GivenProof): Promise<Date> {
    const spend = await this.check(principal.userId, given);
    const provedAt = this.clock.now();
    await this.master.transaction(async (transaction) => {
      await spend(transaction);
      await transaction.update(Session, { id: principal.sessionId }, { provedAt });
    });
    return new Date(provedAt.getTime() + FRESH_MS);
  }

  /**
   * Checks password and, of those who have a second factor, code. Call what it gives in the transaction of what is done.
   * @throws WrongPasswordError for the field `password`, WrongCodeError, TooManyRequestsError.
   */
  async check(userId: number, given: GivenProof): Promise<SpendCode> {
    await this.checkPassword(userId, given.password, 'password');
    const isEnrolled = await hasSecondFactor(this.master.manager, userId);
    return isEnrolled ? this.codes.check(userId, given) : () => Promise.resolve();
  }

  /**
   * @param field of the input, for the error.
   * @returns the hash that the password has.
   * @throws WrongPasswordError; TooManyRequestsError after ten wrong ones, of which those at sign-in are counted apart.
   */
  async checkPassword(userId: number, password: string, field: string): Promise<string> {
    const taken = await this.throttle.take([{ kind: 'session', of: String(userId) }]);
    const user = await this.master.getRepository(User).findOne({
      where: { id: userId },
      select: { id: true, passwordHash: true },
    });
    const isRight = await this.passwords.verify(password, user?.passwordHash);
    if (user === null || !isRight) throw new WrongPasswordError(field);
    await this.throttle.giveBack(this.master.manager, taken);
    return user.passwordHash;
  }
}
