import { ConflictError, ProblemError } from '../common/index.js';

export class PatientNotFoundError extends ProblemError {
  constructor() {
    super('not-found', 'There is no patient with this id.');
  }
}

/** The patient has appointments, which would otherwise be left without one. */
export class PatientInUseError extends ConflictError {
  constructor() {
    super('in-use', 'The patient has appointments and cannot be deleted.');
  }
}
