import { createHash, createHmac, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, seal, unseal } from '../../common/index.js';
import { Settings, signingKey } from '../../config/index.js';
import { InvalidChallengeError } from './second-factor.errors.js';

/** How long somebody may look for their telephone. */
export const CHALLENGE_SECONDS = 300;

/** What a challenge says: who gave the right password, which, and until when that counts. */
interface Challenge {
  readonly userId: number;
  /** Of the password's hash: a changed password makes the challenge worthless. */
  readonly password: string;
  /** In milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Keeps the first half of a sign-in, sealed, with the client. It is no access token and opens no other route. */
@Injectable()
export class Challenges {
  private readonly key: KeyObject;

  constructor(
    private readonly clock: Clock,
    settings: Settings,
  ) {
    this.key = createSecretKey(createHmac('sha256', signingKey(settings)).update('challenges').digest());
  }

  make(userId: number, passwordHash: string): string {
    const expiresAt = this.clock.now().getTime() + CHALLENGE_SECONDS * 1000;
    return seal({ userId, password: fingerprint(passwordHash), expiresAt } satisfies Challenge, this.key);
  }

  /**
   * @param passwordHashOf the present hash of a user's password; undefined when there is no such user.
   * @returns the user's number.
   * @throws InvalidChallengeError.
   */
  async open(challenge: string, passwordHashOf: (userId: number) => Promise<string | undefined>): Promise<number> {
    const said = unseal<Challenge>(challenge, this.key);
    if (said === undefined || this.clock.now().getTime() >= said.expiresAt) throw new InvalidChallengeError();
    const hash = await passwordHashOf(said.userId);
    if (hash === undefined || fingerprint(hash) !== said.password) throw new InvalidChallengeError();
    return said.userId;
  }
}

function fingerprint(passwordHash: string): string {
  return createHash('sha256').update(passwordHash).digest('base64url');
}
