import { Counter, DurationMeasure } from '../common/index.js';

export const writeLockWait = new DurationMeasure(
  'medadmin_write_lock_wait_seconds',
  'How long a unit of work waited until it could write.',
);
export const writeLockTimeouts = new Counter(
  'medadmin_write_lock_timeouts_total',
  'Units of work that gave up waiting until they could write.',
);

/** What this folder measures of the whole process. */
export const DATABASE_MEASURES = [writeLockWait, writeLockTimeouts];
