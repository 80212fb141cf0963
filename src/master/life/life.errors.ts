import { ProblemError, ValidationError } from '../../common/index.js';

/** Another company has the name, or the slug; or a database without a company has it. */
export class NameTakenError extends ProblemError {
  constructor(field: 'name' | 'slug' | 'username' | 'email') {
    super('already-exists', 'Somebody has this already.', { errors: [{ field, message: 'is already taken' }] });
  }
}

/** The password that was given to confirm it is not that of whoever asks. */
export class ConfirmationError extends ValidationError {
  constructor() {
    super([{ field: 'password', message: 'is wrong' }]);
  }
}
