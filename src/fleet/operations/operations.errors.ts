import { ProblemError } from '../../common/index.js';

/** Another process took the operation over, because this one told nothing for too long. It must not go on. */
export class OperationLostError extends ProblemError {
  constructor() {
    super('unavailable', 'Another process has taken this operation over.');
  }
}
