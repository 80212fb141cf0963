import { ProblemError } from '../../common/index.js';

/** Another process has taken the lease over; nothing of this unit of work was saved. */
export class LeaseLostError extends ProblemError {
  constructor(lease: string) {
    super('unavailable', `The lease ${lease} was taken over; nothing of this unit of work was saved.`);
  }
}
