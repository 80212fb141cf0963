import { And, In, LessThan, MoreThan, Not } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Appointment, FREE_STATUSES } from './appointment.entity.js';
import type { AppointmentStatus } from './appointment.entity.js';
import { AppointmentConflictError } from './appointments.errors.js';
import { LONGEST_MS } from './time-span.js';
import type { TimeSpan } from './time-span.js';

/** What an appointment takes of a doctor's time. */
export interface Booking extends TimeSpan {
  /** Absent for one that is not stored yet. */
  readonly id?: number;
  readonly doctorId: number;
  readonly status: AppointmentStatus;
}

/**
 * Call it in the transaction that writes the appointment: outside of it, whoever books at the same moment is not seen.
 * @throws AppointmentConflictError when the doctor is busy with another one at that time.
 */
export async function assertDoctorIsFree(transaction: EntityManager, booking: Booking): Promise<void> {
  const { id, doctorId, status, startsAt, endsAt } = booking;
  if (!keepsBusy(status)) return;
  const isTaken = await transaction.existsBy(Appointment, {
    doctorId,
    // Nothing that began a day earlier still goes on; saying so keeps the search within one day of the index.
    startsAt: And(MoreThan(new Date(startsAt.getTime() - LONGEST_MS)), LessThan(endsAt)),
    endsAt: MoreThan(startsAt),
    status: Not(In(FREE_STATUSES)),
    ...(id !== undefined && { id: Not(id) }),
  });
  if (isTaken) throw new AppointmentConflictError();
}

function keepsBusy(status: AppointmentStatus): boolean {
  return !FREE_STATUSES.some((free) => free === status);
}
