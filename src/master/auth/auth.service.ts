import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Clock } from '../../common/index.js';
import type { IdempotentRequest, Principal } from '../../common/index.js';
import { Session } from '../entities/index.js';
import { IdempotentAnswers } from '../idempotent-answers.js';
import { NewPasswords } from '../passwords/new-passwords.js';
import type { Client } from '../sessions/client.js';
import { SessionsService } from '../sessions/sessions.service.js';
import type { ChangePasswordDto } from './auth.dto.js';
import { Identities } from './identities.js';
import { SessionStart } from './session-start.js';
import { identityAnswer, signedInAnswer } from './signed-in.js';
import type { IdentityDto, SignedInDto } from './signed-in.dto.js';
import { FreshProofs } from './step-up/fresh-proofs.js';

/** Staying signed in, and changing one's password. */
@Injectable()
export class AuthService {
  constructor(
    private readonly clock: Clock,
    private readonly proofs: FreshProofs,
    private readonly newPasswords: NewPasswords,
    private readonly start: SessionStart,
    private readonly sessions: SessionsService,
    private readonly identities: Identities,
    private readonly answers: IdempotentAnswers,
  ) {}

  /** @throws InvalidRefreshTokenError, RefreshTokenReusedError. */
  refresh(refreshToken: string, request?: IdempotentRequest): Promise<SignedInDto> {
    return this.sessions.rotate(refreshToken, request, async (transaction, holder, tokens) =>
      signedInAnswer(tokens, await this.identities.load(holder.userId, transaction), this.clock.now()),
    );
  }

  /**
   * Changes the password and ends all sessions of the user, the asking one too: whoever stole a token is out.
   * @returns a new session for the one who changed it.
   * @throws WrongPasswordError; ValidationError for the field `newPassword`; TooManyRequestsError.
   */
  async changePassword(
    principal: Principal,
    input: ChangePasswordDto,
    client: Client,
    request?: IdempotentRequest,
  ): Promise<SignedInDto> {
    const kept = await this.answers.find<SignedInDto>(request);
    if (kept !== undefined) return kept;
    const { userId } = principal;
    await this.proofs.checkPassword(userId, input.currentPassword, 'currentPassword');
    const passwordHash = await this.newPasswords.hash(userId, input.newPassword, 'newPassword');
    const signedIn = await this.answers.once(request, async (transaction) => {
      await this.newPasswords.set(transaction, userId, passwordHash);
      const started = await this.start.start(transaction, userId, client);
      // By the password alone, which is not enough for a fresh proof of those who have a second factor.
      await transaction.update(Session, { userId, revokedAt: IsNull() }, { provedAt: null });
      return started;
    });
    await this.sessions.forget();
    return signedIn;
  }

  async me(principal: Principal): Promise<IdentityDto> {
    return identityAnswer(await this.identities.load(principal.userId), this.clock.now());
  }
}
