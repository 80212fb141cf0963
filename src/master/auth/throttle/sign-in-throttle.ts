import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In, LessThan } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/index.js';
import { Settings } from '../../../config/index.js';
import { TooManyRequestsError } from '../../../http/index.js';
import { SignInTries } from '../../entities/index.js';
import { addressGroup } from './address-group.js';
import { TriesStatements } from './tries-statements.js';
import type { TriesLimit } from './tries-statements.js';

const MINUTE_MS = 60_000;
/** NIST SP 800-63B-4, 3.2.2: no more than 100 consecutive failures on one account. */
const MOST_CONSECUTIVE = 100;
/** The largest number that a column of the counters holds on PostgreSQL. */
const UNLIMITED = 2 ** 31 - 1;

const LIMITS = {
  account: { most: 10, windowMs: 15 * MINUTE_MS, mostConsecutive: MOST_CONSECUTIVE },
  device: { most: 10, windowMs: 15 * MINUTE_MS, mostConsecutive: MOST_CONSECUTIVE },
  session: { most: 10, windowMs: 15 * MINUTE_MS, mostConsecutive: MOST_CONSECUTIVE },
  address: { most: 50, windowMs: 60 * MINUTE_MS, mostConsecutive: UNLIMITED },
  request: { most: 20, windowMs: 60 * MINUTE_MS, mostConsecutive: UNLIMITED },
} satisfies Record<string, TriesLimit>;

/** Whose tries are counted. */
export interface TriesKey {
  readonly kind: keyof typeof LIMITS;
  readonly of: string;
}

/** Tries to sign in, which are counted until they turn out to be right. */
export type TakenTries = readonly TriesKey[];

/**
 * Limits wrong passwords: of one account (known or not), from one address, and of whoever is on a device that the account
 * was signed in on before, so that strangers who use up an account's tries do not lock its owner out. Kept in the master
 * database: all processes count together, and a restart forgets nothing.
 */
@Injectable()
export class SignInThrottle {
  private readonly statements: TriesStatements;

  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {
    this.statements = new TriesStatements(master);
  }

  /**
   * Takes a try to sign in before the password is looked at.
   * @param account the user's number or, when there is none, what was given as their name.
   * @param device number of the device, if it is one of the account's.
   * @throws TooManyRequestsError when there is none left; nothing is taken then.
   */
  takeSignIn(account: string, address: string, device: string | undefined): Promise<TakenTries> {
    if (device !== undefined) return this.take([{ kind: 'device', of: device }]);
    return this.take([
      { kind: 'address', of: addressGroup(address) },
      { kind: 'account', of: account },
    ]);
  }

  /** @throws TooManyRequestsError when one of them has no try left; nothing is taken then. */
  async take(keys: readonly TriesKey[]): Promise<TakenTries> {
    if (!this.settings.rateLimit) return [];
    await this.master.transaction(async (transaction) => {
      for (const key of keys) await this.takeOne(transaction, key);
    });
    return keys;
  }

  /** Gives tries back, because they were right: of an address one, of all others all. */
  async giveBack(transaction: EntityManager, taken: TakenTries): Promise<void> {
    const [addresses, others] = [true, false].map((isAddress) =>
      taken.filter(({ kind }) => (kind === 'address') === isAddress).map(hashOf),
    ) as [string[], string[]];
    if (others.length > 0) await transaction.delete(SignInTries, { keyHash: In(others) });
    if (addresses.length > 0)
      await transaction.update(SignInTries, { keyHash: In(addresses) }, { tries: () => 'tries - 1' });
  }

  /** Forgets the tries of an account, because its password is another one now. */
  async forgive(transaction: EntityManager, userId: number): Promise<void> {
    await this.giveBack(transaction, [{ kind: 'account', of: accountOf(userId) }]);
  }

  /** Deletes what nobody has tried for 30 days. */
  async purge(): Promise<void> {
    await this.master.getRepository(SignInTries).delete({ purgeAt: LessThan(this.clock.now()) });
  }

  private async takeOne(transaction: EntityManager, key: TriesKey): Promise<void> {
    const now = this.clock.now();
    const [keyHash, limit] = [hashOf(key), LIMITS[key.kind]];
    if (await this.statements.take(transaction, keyHash, now, limit)) return;
    const known = await transaction.findOneBy(SignInTries, { keyHash });
    const waitMs = Math.max(known?.endsAt.getTime() ?? 0, now.getTime()) - now.getTime();
    throw new TooManyRequestsError((waitMs > 0 ? waitMs : limit.windowMs) / 1000);
  }
}

/** An account as the throttle knows it. */
export function accountOf(userId: number): string {
  return `user ${userId}`;
}

function hashOf({ kind, of }: TriesKey): string {
  return createHash('sha256').update(`${kind} ${of}`).digest('hex');
}
