import { ProblemError, ValidationError } from '../common/index.js';

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

/** No plan on offer has this code. */
export class PlanNotOnOfferError extends ValidationError {
  constructor() {
    super([{ field: 'planCode', message: 'is not the code of a plan on offer' }]);
  }
}

/** The company has this plan and billing cycle, and no change of them is due. */
export class NothingToChangeError extends ProblemError {
  constructor() {
    super('conflict', 'The company has this plan and billing cycle already.');
  }
}

/** Somebody else changed the subscription in the meantime; nothing was done. */
export class ChangedMeanwhileError extends ProblemError {
  constructor() {
    super('conflict', 'The subscription was changed in the meantime; look at it again.');
  }
}
