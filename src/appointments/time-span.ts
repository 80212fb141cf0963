import { ValidationError } from '../common/index.js';

/** Longest appointment in milliseconds. Looking for overlaps relies on it, see double-booking.ts. */
export const LONGEST_MS = 24 * 60 * 60 * 1000;

/** From `startsAt` until just before `endsAt`. */
export interface TimeSpan {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** @throws ValidationError naming `endsAt` unless it is after `startsAt`, by at most 24 hours. */
export function assertTimeSpan({ startsAt, endsAt }: TimeSpan): void {
  const lengthMs = endsAt.getTime() - startsAt.getTime();
  if (lengthMs <= 0) throw new ValidationError([{ field: 'endsAt', message: 'must be after startsAt' }]);
  if (lengthMs > LONGEST_MS) {
    throw new ValidationError([{ field: 'endsAt', message: 'must be at most 24 hours after startsAt' }]);
  }
}
