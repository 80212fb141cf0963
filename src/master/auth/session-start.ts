import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/index.js';
import { InvalidCredentialsError } from '../master.errors.js';
import type { Client } from '../sessions/client.js';
import { SessionHolders } from '../sessions/session-holders.js';
import { SessionTokens } from '../sessions/session-tokens.js';
import { Identities } from './identities.js';
import { signedInAnswer } from './signed-in.js';
import type { SignedInDto } from './signed-in.dto.js';

/** Starts sessions of people who have proved who they are. */
@Injectable()
export class SessionStart {
  constructor(
    private readonly clock: Clock,
    private readonly holders: SessionHolders,
    private readonly tokens: SessionTokens,
    private readonly identities: Identities,
  ) {}

  /** @throws InvalidCredentialsError when the user is switched off or the company not in use. */
  async start(transaction: EntityManager, userId: number, client?: Client): Promise<SignedInDto> {
    const holder = await this.holders.find(transaction, userId);
    if (holder === undefined) throw new InvalidCredentialsError();
    const tokens = await this.tokens.start(transaction, holder, client);
    return signedInAnswer(tokens, await this.identities.load(userId, transaction), this.clock.now());
  }
}
