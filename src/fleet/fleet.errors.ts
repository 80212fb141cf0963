import { ProblemError } from '../common/index.js';

/** The database of a new company could not be made. What was made of it has been removed. */
export class ProvisioningError extends ProblemError {
  constructor(cause: unknown) {
    super('unavailable', "The company's database could not be created.", { cause });
  }
}
