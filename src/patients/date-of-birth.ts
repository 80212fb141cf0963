import { ValidationError } from '../common/index.js';

/** Where the day begins first on Earth it is this many hours ahead of UTC. */
const EARLIEST_ZONE_HOURS = 14;

/**
 * @param day `YYYY-MM-DD`; none is fine.
 * @throws ValidationError for a day that has begun nowhere yet.
 */
export function assertBorn(day: string | null | undefined, now: Date): void {
  const latest = new Date(now.getTime() + EARLIEST_ZONE_HOURS * 3_600_000).toISOString().slice(0, 10);
  if (day && day > latest) throw new ValidationError([{ field: 'dateOfBirth', message: 'must not be in the future' }]);
}
