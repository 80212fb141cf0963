import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, IsNull, LessThan, MoreThan } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/index.js';
import { Settings } from '../../config/index.js';
import { Outbox } from '../../mail/index.js';
import { addressGroup } from '../auth/throttle/address-group.js';
import { SignInThrottle } from '../auth/throttle/sign-in-throttle.js';
import { ResetRequest, ResetToken, User } from '../entities/index.js';
import { uniqueKey } from '../keys.js';
import { SessionHolders } from '../sessions/session-holders.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { NewPasswords } from './new-passwords.js';
import { InvalidResetTokenError } from './passwords.errors.js';
import { resetMail } from './reset-mail.js';

const MINUTE_MS = 60_000;
export const RESET_MINUTES = 30;
/** Mails to one person in an hour: others may ask for them. */
const MAILS_PER_HOUR = 3;
const HOUR_MS = 60 * MINUTE_MS;
const REQUESTS_AT_ONCE = 50;

/**
 * Forgotten passwords. Who asks gets the same answer after the same work, whoever it is about: the request is written down,
 * and whether there is such a user is looked at when it has been answered. A second factor stays what it was.
 */
@Injectable()
export class PasswordResets {
  private readonly logger = new Logger('PasswordResets');

  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly throttle: SignInThrottle,
    private readonly holders: SessionHolders,
    private readonly outbox: Outbox,
    private readonly newPasswords: NewPasswords,
    private readonly sessions: SessionsService,
  ) {}

  /** Takes a request, perhaps about nobody. @throws TooManyRequestsError for an address that makes very many. */
  async request(login: string, address: string): Promise<void> {
    await this.throttle.take([{ kind: 'request', of: addressGroup(address) }]);
    const request = { id: randomUUID(), login: uniqueKey(login), createdAt: this.clock.now() };
    await this.master.getRepository(ResetRequest).insert(request);
    // Some time later, so that the next answer does not take longer either when there is such a user. If this process ends
    // before, MasterUpkeep comes back to it.
    setTimeout(() => void this.work().catch(() => undefined), 1000 + Math.random() * 3000).unref();
  }

  /** Sends links to those who are there. Several processes may do so at once. */
  async work(): Promise<void> {
    const waiting = { order: { createdAt: 'ASC' }, take: REQUESTS_AT_ONCE } as const;
    for (const request of await this.master.getRepository(ResetRequest).find(waiting)) {
      // One that fails must not keep the others from their links.
      await this.answer(request).catch(() => {
        this.logger.warn({ detail: 'A link to a new password could not be made yet' });
      });
    }
  }

  /**
   * Sets a new password by a link; it works once. All sessions end, and signing in needs the second factor as before.
   * @returns the user's number.
   * @throws InvalidResetTokenError; ValidationError for the field `newPassword`.
   */
  async reset(token: string, newPassword: string): Promise<number> {
    const tokenHash = resetTokenHash(token);
    const now = this.clock.now();
    const valid = { tokenHash, usedAt: IsNull(), expiresAt: MoreThan(now) };
    const found = await this.master.getRepository(ResetToken).findOneBy(valid);
    if (found === null) throw new InvalidResetTokenError();
    const passwordHash = await this.newPasswords.hash(found.userId, newPassword, 'newPassword');
    await this.master.transaction(async (transaction) => {
      // The condition decides, not the look above.
      const { affected } = await transaction.update(ResetToken, valid, { usedAt: now });
      if (affected !== 1) throw new InvalidResetTokenError();
      await this.newPasswords.set(transaction, found.userId, passwordHash);
    });
    await this.sessions.forget();
    return found.userId;
  }

  /** Deletes links that have expired, and requests that could not be answered for an hour. */
  async purge(): Promise<void> {
    await this.master.getRepository(ResetRequest).delete({ createdAt: LessThan(this.hourAgo()) });
    await this.master.getRepository(ResetToken).delete({ expiresAt: LessThan(this.hourAgo()) });
  }

  private answer({ id, login }: ResetRequest): Promise<void> {
    return this.master.transaction(async (transaction) => {
      const { affected } = await transaction.delete(ResetRequest, { id });
      if (affected === 1) await this.sendLink(transaction, login);
    });
  }

  private async sendLink(transaction: EntityManager, login: string): Promise<void> {
    const where = login.includes('@') ? { emailKey: login } : { usernameKey: login };
    const user = await transaction.findOneBy(User, where);
    if (user === null || (await this.holders.find(transaction, user.id)) === undefined) return;
    const recent = { userId: user.id, createdAt: MoreThan(this.hourAgo()) };
    if ((await transaction.countBy(ResetToken, recent)) >= MAILS_PER_HOUR) return;
    const token = randomBytes(32).toString('base64url');
    const [createdAt, tokenHash] = [this.clock.now(), resetTokenHash(token)];
    const expiresAt = new Date(createdAt.getTime() + RESET_MINUTES * MINUTE_MS);
    await transaction.insert(ResetToken, { tokenHash, userId: user.id, createdAt, expiresAt, usedAt: null });
    await this.outbox.enqueue(transaction, resetMail(user, token, tokenHash, this.settings.publicUrl));
  }

  private hourAgo(): Date {
    return new Date(this.clock.now().getTime() - HOUR_MS);
  }
}

/** 256 random bits: there is nothing to guess, so a plain hash keeps them. */
function resetTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
