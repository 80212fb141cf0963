import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/index.js';
import { Outbox } from '../../mail/index.js';
import { User } from '../entities/index.js';

/** What happened to somebody's account that they should know of, in case they did not do it. */
const SUBJECTS = {
  'password-changed': 'Your password was changed',
  'second-factor-on': 'A second factor was set up for your account',
  'second-factor-off': 'The second factor of your account was switched off',
  'second-factor-reset': 'The second factor of your account was removed by the operator',
  'recovery-codes': 'Your recovery codes were replaced',
} as const;

/** Tells people of changes to how they sign in. */
@Injectable()
export class AccountMails {
  constructor(
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** In the transaction of the change. */
  async tell(transaction: EntityManager, userId: number, what: keyof typeof SUBJECTS): Promise<void> {
    const { email, username } = await transaction.findOneByOrFail(User, { id: userId });
    const subject = SUBJECTS[what];
    const text = [
      `${subject} (${username}).`,
      'If you did this, you need not do anything. If not, set a new password at once and tell whoever manages the people of your company.',
    ];
    const dedupKey = `${what}/${userId}/${this.clock.now().toISOString()}`;
    await this.outbox.enqueue(transaction, { dedupKey, to: email, subject, text: `${text.join('\n\n')}\n` });
  }
}
