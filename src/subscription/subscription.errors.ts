import { ConflictError, ProblemError, ValidationError } from '../common/index.js';
import type { AccessReason, Entitlement } from './entitlement.js';

const WHY: Readonly<Record<AccessReason, string>> = {
  trial: 'The trial is under way',
  paid: 'The subscription is paid',
  'payment-due': 'A payment is due',
  'trial-ended': 'The trial has ended',
  'payment-overdue': 'A payment is overdue',
  canceled: 'The subscription was canceled',
  deletion: 'The company is being deleted',
};

/** The subscription does not allow this now: `access` and `reason` say how far it goes and why no further. */
export class SubscriptionInactiveError extends ProblemError {
  constructor({ access, reason }: Pick<Entitlement, 'access' | 'reason'> = { access: 'locked', reason: 'canceled' }) {
    const rest = access === 'locked' ? 'only the subscription and the export can be used' : 'data can only be read';
    super('subscription-inactive', `${WHY[reason]}; ${rest}.`, { extensions: { access, reason } });
  }
}

/** What was asked for is not possible in the subscription's present state. */
export class IllegalTransitionError extends ConflictError {
  constructor(
    readonly action: string,
    readonly subscriptionStatus: string,
  ) {
    super('subscription-state', `${action} is not possible while the subscription is ${subscriptionStatus}.`, {
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

/** Somebody else changed the subscription in the meantime; nothing was done. */
export class ChangedMeanwhileError extends ConflictError {
  constructor() {
    super('changed-meanwhile', 'The subscription was changed in the meantime; look at it again.');
  }
}

/** A payment with this reference was recorded before, for this company or another; nothing was done. */
export class PaymentRecordedError extends ProblemError {
  constructor() {
    super('already-exists', 'A payment with this reference was recorded before.', {
      errors: [{ field: 'reference', message: 'belongs to another payment' }],
    });
  }
}

/** Plan and payment have different currencies. */
export class WrongCurrencyError extends ValidationError {
  constructor() {
    super([{ field: 'currency', message: "is not the currency of the company's plan" }]);
  }
}

/** A provider collects for this subscription and tells of its payments itself. */
export class BilledElsewhereError extends ConflictError {
  constructor() {
    super('billed-elsewhere', 'A payment provider collects for this company; cancel there first.');
  }
}
