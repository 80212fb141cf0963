import { ConflictError, ProblemError } from '../common/index.js';

export class AppointmentNotFoundError extends ProblemError {
  constructor() {
    super('not-found', 'There is no appointment with this id.');
  }
}

/** The doctor is busy at that time with another appointment. */
export class AppointmentConflictError extends ProblemError {
  constructor() {
    super('appointment-conflict', 'The doctor has another appointment at that time.');
  }
}

/** The doctor or the patient was deleted while the appointment was being written. */
export class AppointmentOrphanedError extends ConflictError {
  constructor() {
    super('reference-gone', 'The doctor or the patient has just been deleted.');
  }
}
