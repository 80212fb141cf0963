import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/index.js';
import type { IdempotentRequest, Principal } from '../../common/index.js';
import { User } from '../entities/index.js';
import { uniqueKey } from '../keys.js';
import { IdempotentAnswers } from '../idempotent-answers.js';
import { InvalidCredentialsError, WrongPasswordError } from '../master.errors.js';
import { Passwords } from '../passwords.js';
import { SessionHolders } from '../sessions/session-holders.js';
import { SessionTokens } from '../sessions/session-tokens.js';
import { SessionsService } from '../sessions/sessions.service.js';
import type { ChangePasswordDto, LoginDto } from './auth.dto.js';
import { Identities } from './identities.js';
import { identityAnswer, signedInAnswer } from './signed-in.js';
import type { IdentityDto, SignedInDto } from './signed-in.dto.js';

/** Signing in, staying signed in, and passwords. */
@Injectable()
export class AuthService {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
    private readonly passwords: Passwords,
    private readonly holders: SessionHolders,
    private readonly tokens: SessionTokens,
    private readonly sessions: SessionsService,
    private readonly identities: Identities,
    private readonly answers: IdempotentAnswers,
  ) {}

  /**
   * Signs in by username or e-mail address.
   * @throws InvalidCredentialsError, the same and after the same work whether the user is unknown, the password wrong,
   *   the user switched off or the company not in use.
   */
  async login(input: LoginDto, request?: IdempotentRequest): Promise<SignedInDto> {
    const user = await this.findByLogin(input.username);
    const isRight = await this.passwords.verify(input.password, user?.passwordHash);
    if (user === null || !isRight) throw new InvalidCredentialsError();
    return this.answers.once(request, (transaction) => this.startSession(transaction, user.id));
  }

  /** @throws InvalidRefreshTokenError, RefreshTokenReusedError. */
  refresh(refreshToken: string, request?: IdempotentRequest): Promise<SignedInDto> {
    return this.sessions.rotate(refreshToken, request, async (transaction, holder, tokens) =>
      signedInAnswer(tokens, await this.identities.load(holder.userId, transaction), this.clock.now()),
    );
  }

  /**
   * Changes the password and ends all sessions of the user, the asking one too: whoever stole a token is out.
   * @returns a new session for the one who changed it.
   * @throws WrongPasswordError.
   */
  async changePassword(
    principal: Principal,
    input: ChangePasswordDto,
    request?: IdempotentRequest,
  ): Promise<SignedInDto> {
    const kept = await this.answers.find<SignedInDto>(request);
    if (kept !== undefined) return kept;
    const current = await this.master.getRepository(User).findOne({
      where: { id: principal.userId },
      select: { id: true, passwordHash: true },
    });
    const isRight = await this.passwords.verify(input.currentPassword, current?.passwordHash);
    if (!isRight) throw new WrongPasswordError();
    const passwordHash = await this.passwords.hash(input.newPassword);
    const signedIn = await this.answers.once(request, async (transaction) => {
      await transaction.update(User, { id: principal.userId }, { passwordHash });
      await this.sessions.endAllOf(transaction, principal.userId);
      return this.startSession(transaction, principal.userId);
    });
    this.sessions.forget();
    return signedIn;
  }

  async me(principal: Principal): Promise<IdentityDto> {
    return identityAnswer(await this.identities.load(principal.userId), this.clock.now());
  }

  private async startSession(transaction: EntityManager, userId: number): Promise<SignedInDto> {
    const holder = await this.holders.find(transaction, userId);
    if (holder === undefined) throw new InvalidCredentialsError();
    const tokens = await this.tokens.start(transaction, holder);
    return signedInAnswer(tokens, await this.identities.load(userId, transaction), this.clock.now());
  }

  private findByLogin(login: string): Promise<User | null> {
    const key = uniqueKey(login);
    return this.master.getRepository(User).findOne({
      where: key.includes('@') ? { emailKey: key } : { usernameKey: key },
      select: { id: true, passwordHash: true },
    });
  }
}
