import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Request } from 'express';
import type { IdempotentRequest } from '../../common/index.js';
import { User } from '../entities/index.js';
import { uniqueKey } from '../keys.js';
import { IdempotentAnswers } from '../idempotent-answers.js';
import { InvalidCredentialsError } from '../master.errors.js';
import { PasswordsBusyError } from '../passwords/passwords.errors.js';
import { Passwords } from '../passwords/passwords.js';
import { CHALLENGE_SECONDS, Challenges } from '../second-factor/challenges.js';
import { CodeProof } from '../second-factor/code-proof.js';
import { hasSecondFactor } from '../second-factor/enrolment.js';
import type { CompleteSignInDto } from '../second-factor/second-factor.dto.js';
import {
  SecondFactorRequiredError,
  WrongCodeError,
  WrongSignInCodeError,
} from '../second-factor/second-factor.errors.js';
import { clientOf } from '../sessions/client.js';
import type { Client } from '../sessions/client.js';
import type { LoginDto } from './auth.dto.js';
import type { SignedInDto } from './signed-in.dto.js';
import { SessionStart } from './session-start.js';
import { KnownDevices } from './throttle/known-devices.js';
import { accountOf, SignInThrottle } from './throttle/sign-in-throttle.js';

/** Passwords that wait to be checked at most: a second or two of work. More would only make everybody wait. */
const MOST_AT_ONCE = 200;

/** From a name and a password, and perhaps a code, to a session. */
@Injectable()
export class SignInService {
  private atOnce = 0;

  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly passwords: Passwords,
    private readonly throttle: SignInThrottle,
    private readonly devices: KnownDevices,
    private readonly challenges: Challenges,
    private readonly codes: CodeProof,
    private readonly start: SessionStart,
    private readonly answers: IdempotentAnswers,
  ) {}

  /**
   * Signs in by username or e-mail address.
   * @throws InvalidCredentialsError, the same and after the same work whether the user is unknown, the password wrong,
   *   the user switched off or the company not in use; SecondFactorRequiredError, with a challenge, for users who have one;
   *   TooManyRequestsError, for known and unknown users alike; PasswordsBusyError, before anything is done.
   */
  async login(input: LoginDto, request: Request, repeated?: IdempotentRequest): Promise<SignedInDto> {
    if (this.atOnce >= MOST_AT_ONCE) throw new PasswordsBusyError();
    this.atOnce += 1;
    try {
      return await this.signIn(input, request, repeated);
    } finally {
      this.atOnce -= 1;
    }
  }

  /**
   * The second half of a sign-in.
   * @throws InvalidChallengeError; WrongSignInCodeError; TooManyRequestsError after five of them.
   */
  async complete(input: CompleteSignInDto, client: Client, repeated?: IdempotentRequest): Promise<SignedInDto> {
    const kept = await this.answers.find<SignedInDto>(repeated);
    if (kept !== undefined) return kept;
    const userId = await this.challenges.open(input.challenge, (id) => this.passwordHashOf(id));
    try {
      const spend = await this.codes.check(userId, input);
      return await this.answers.once(repeated, async (transaction) => {
        await spend(transaction);
        return this.start.start(transaction, userId, client);
      });
    } catch (error) {
      if (!(error instanceof WrongCodeError)) throw error;
      throw new WrongSignInCodeError(userId);
    }
  }

  private async signIn(input: LoginDto, request: Request, repeated?: IdempotentRequest): Promise<SignedInDto> {
    const user = await this.findByLogin(input.username);
    const client = clientOf(request);
    const account = user === null ? uniqueKey(input.username) : accountOf(user.id);
    const taken = await this.throttle.takeSignIn(account, client.address, this.devices.deviceOf(request, user?.id));
    const isRight = await this.passwords.verify(input.password, user?.passwordHash);
    if (user === null || !isRight) throw new InvalidCredentialsError();
    await this.renewHash(user, input.password);
    try {
      return await this.answers.once(repeated, async (transaction) => {
        if (await hasSecondFactor(transaction, user.id)) throw this.challenge(user);
        await this.throttle.giveBack(transaction, taken);
        return this.start.start(transaction, user.id, client);
      });
    } catch (error) {
      if (error instanceof SecondFactorRequiredError) await this.throttle.giveBack(this.master.manager, taken);
      throw error;
    }
  }

  /** Parameters rise over the years; the password is at hand only now. */
  private async renewHash(user: User, password: string): Promise<void> {
    if (!this.passwords.isOutdated(user.passwordHash)) return;
    const passwordHash = await this.passwords.hash(password);
    const unchanged = { id: user.id, passwordHash: user.passwordHash };
    const { affected } = await this.master.getRepository(User).update(unchanged, { passwordHash });
    if (affected === 1) user.passwordHash = passwordHash;
  }

  private challenge({ id, passwordHash }: User): SecondFactorRequiredError {
    return new SecondFactorRequiredError(this.challenges.make(id, passwordHash), CHALLENGE_SECONDS);
  }

  private async passwordHashOf(id: number): Promise<string | undefined> {
    const user = await this.master
      .getRepository(User)
      .findOne({ where: { id }, select: { id: true, passwordHash: true } });
    return user?.passwordHash;
  }

  private findByLogin(login: string): Promise<User | null> {
    const key = uniqueKey(login);
    return this.master.getRepository(User).findOne({
      where: key.includes('@') ? { emailKey: key } : { usernameKey: key },
      select: { id: true, passwordHash: true },
    });
  }
}
