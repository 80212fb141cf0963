import { ProblemError } from '../../common/index.js';

export class CompanyNotFoundError extends ProblemError {
  constructor() {
    super('not-found', 'There is no company with this id.');
  }
}
