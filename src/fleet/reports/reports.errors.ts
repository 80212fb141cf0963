import { ProblemError } from '../../common/index.js';

/** No report has this name. */
export class UnknownReportError extends ProblemError {
  constructor() {
    super('not-found', 'There is no report of this name.');
  }
}
