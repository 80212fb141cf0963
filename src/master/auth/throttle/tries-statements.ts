import type { DataSource, EntityManager } from 'typeorm';
import { SignInTries } from '../../entities/index.js';

/** How many tries there are of one kind, and for how long. */
export interface TriesLimit {
  readonly most: number;
  readonly windowMs: number;
  /** Most that may be wrong one after the other, over all windows. */
  readonly mostConsecutive: number;
}

/** After so long without a try nothing is known any more, in milliseconds. */
const FORGOTTEN_AFTER_MS = 30 * 86_400_000;

/** The statements that count tries, for both engines. */
export class TriesStatements {
  private readonly sql: string;
  private readonly date: (instant: Date) => unknown;

  constructor(master: DataSource) {
    const { driver } = master;
    this.sql = takeSql(Array.from({ length: 8 }, (_, index) => driver.createParameter(`p${index}`, index)));
    const column = master.getMetadata(SignInTries).columns.find(({ propertyName }) => propertyName === 'endsAt')!;
    this.date = (instant) => driver.preparePersistentValue(instant, column) as unknown;
  }

  /**
   * Takes a try, if there is one left: one statement decides and counts, so that of many at once no more get through.
   * @returns whether there was one.
   */
  async take(transaction: EntityManager, keyHash: string, now: Date, limit: TriesLimit): Promise<boolean> {
    const at = this.date(now);
    const endsAt = this.date(new Date(now.getTime() + limit.windowMs));
    const purgeAt = this.date(new Date(now.getTime() + FORGOTTEN_AFTER_MS));
    const values = [keyHash, endsAt, purgeAt, at, at, at, limit.most, limit.mostConsecutive];
    return (await transaction.query<unknown[]>(this.sql, values)).length > 0;
  }
}

function takeSql([key, endsAt, purgeAt, now1, now2, now3, most, consecutive]: string[]): string {
  const row = 'master_sign_in_tries';
  return (
    `INSERT INTO ${row} (key_hash, tries, failures, ends_at, purge_at) VALUES (${key}, 1, 1, ${endsAt}, ${purgeAt}) ` +
    `ON CONFLICT (key_hash) DO UPDATE SET tries = CASE WHEN ${row}.ends_at <= ${now1} THEN 1 ELSE ${row}.tries + 1 END, ` +
    `ends_at = CASE WHEN ${row}.ends_at <= ${now2} THEN excluded.ends_at ELSE ${row}.ends_at END, ` +
    `failures = ${row}.failures + 1, purge_at = excluded.purge_at ` +
    `WHERE (${row}.ends_at <= ${now3} OR ${row}.tries < ${most}) AND ${row}.failures < ${consecutive} ` +
    'RETURNING tries'
  );
}
