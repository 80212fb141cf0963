import { isExclusionViolation, isForeignKeyViolation } from '../tenancy/index.js';
import { AppointmentConflictError, AppointmentOrphanedError } from './appointments.errors.js';

/**
 * Turns what a constraint found into the error that the check before it would have thrown. Only PostgreSQL gets here:
 * there two transactions run at once, and each checks before the other has written.
 */
export function refuseLostRace(error: unknown): never {
  if (isExclusionViolation(error)) throw new AppointmentConflictError();
  if (isForeignKeyViolation(error)) throw new AppointmentOrphanedError();
  throw error;
}
