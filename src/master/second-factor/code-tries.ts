import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/index.js';
import { TooManyRequestsError } from '../../http/index.js';
import { SecondFactor } from '../entities/index.js';

const MINUTE_MS = 60_000;
/** Wrong codes in a row before one has to wait. */
export const TRIES = 5;
/** How long after the first five, the second five, and each further five, in milliseconds. */
const WAITS_MS = [15 * MINUTE_MS, 60 * MINUTE_MS, 720 * MINUTE_MS] as const;
/** NIST SP 800-63B-4, 3.2.2. After these only a recovery code helps. */
const MOST_CONSECUTIVE = 100;

/** Of a million codes three are right at any moment: whoever may try often enough gets in. */
@Injectable()
export class CodeTries {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes a try before the code is looked at: one statement decides and counts, so that of many at once no more than
   * five get through.
   * @throws TooManyRequestsError.
   */
  async take(userId: number): Promise<void> {
    const now = this.clock.now();
    const [first, second, later] = WAITS_MS.map((wait) => new Date(now.getTime() + wait));
    const { affected } = await this.master
      .createQueryBuilder()
      .update(SecondFactor)
      .set({
        tries: () => 'tries + 1',
        blockedUntil: () =>
          `CASE WHEN (tries + 1) % ${TRIES} <> 0 THEN blocked_until WHEN tries < ${TRIES} THEN :first ` +
          `WHEN tries < ${2 * TRIES} THEN :second ELSE :later END`,
      })
      .where(`user_id = :userId AND tries < ${MOST_CONSECUTIVE}`)
      .andWhere('(blocked_until IS NULL OR blocked_until <= :now)')
      .setParameters({ userId, now, first, second, later })
      .execute();
    if (affected === 1) return;
    const blockedUntil = (await this.master.getRepository(SecondFactor).findOneBy({ userId }))?.blockedUntil;
    const waitMs = (blockedUntil?.getTime() ?? 0) - now.getTime();
    throw new TooManyRequestsError((waitMs > 0 ? waitMs : WAITS_MS[2]) / 1000);
  }
}
