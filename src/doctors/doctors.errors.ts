import { ConflictError, ProblemError } from '../common/index.js';

export class DoctorNotFoundError extends ProblemError {
  constructor() {
    super('not-found', 'There is no doctor with this id.');
  }
}

/** Another doctor of the company has this license number. */
export class LicenseNumberTakenError extends ProblemError {
  constructor() {
    super('already-exists', 'Another doctor has this license number.', {
      errors: [{ field: 'licenseNumber', message: 'belongs to another doctor' }],
    });
  }
}

/** The doctor has appointments, which would otherwise be left without one. */
export class DoctorInUseError extends ConflictError {
  constructor() {
    super('in-use', 'The doctor has appointments and cannot be deleted.');
  }
}
