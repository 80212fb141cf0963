import { ProblemError } from '../../common/index.js';

/** There is no such session, it has ended, or it is somebody else's. */
export class SessionNotFoundError extends ProblemError {
  constructor() {
    super('not-found', 'There is no such session.');
  }
}
