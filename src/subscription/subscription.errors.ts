import { ProblemError } from '../common/index.js';

/** What was asked for is not possible in the subscription's present state. */
export class IllegalTransitionError extends ProblemError {
  constructor(
    readonly action: string,
    readonly subscriptionStatus: string,
  ) {
    super('conflict', `${action} is not possible while the subscription is ${subscriptionStatus}.`, {
      extensions: { action, subscriptionStatus },
    });
  }
}

/** The company has no subscription, or there is no such company. */
export class SubscriptionNotFoundError extends ProblemError {
  constructor() {
    super('not-found', 'There is no company with a subscription of this number.');
  }
}
