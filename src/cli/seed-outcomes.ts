import { fieldLines } from './failure-reasons.js';
import type { FailureReason } from './failure-reasons.js';

/** What became of one demo company, as it is printed. */
export interface SeedOutcome {
  readonly name: string;
  readonly status: 'created' | 'existed' | 'failed';
  readonly username: string;
  /** Only one that was made up; a given one is known to the caller. */
  readonly password?: string;
  readonly error?: FailureReason;
}

/** One line: `City Hospital: created. Sign in as ada.brown with password …` */
export function seedLine({ name, status, username, password, error }: SeedOutcome): string {
  if (error) return [`${name}: failed, ${error.code}: ${error.detail}`, ...fieldLines(error)].join('\n');
  if (status === 'existed') return `${name}: exists already, left alone.`;
  const secret = password === undefined ? 'the given password' : `password ${password}`;
  return `${name}: created. Sign in as ${username} with ${secret}`;
}
