import { ConflictError, ProblemError } from '../../common/index.js';

/** Stripe cannot be reached, is overloaded, or refuses our key. */
export class StripeUnavailableError extends ProblemError {
  constructor(cause: unknown) {
    super('unavailable', 'Stripe does not answer as it should.', { cause });
  }
}

/** The card or account that is to pay was refused; nothing was changed. */
export class PaymentDeclinedError extends ProblemError {
  constructor(cause: unknown) {
    super('payment-declined', 'The means of payment was declined; nothing was changed.', { cause });
  }
}

/** There is nothing to check out: Stripe collects for the company already. */
export class AlreadyBilledError extends ConflictError {
  constructor() {
    super('billed-already', 'The subscription is paid through Stripe already; change its plan instead.');
  }
}

/** Stripe would have to wait longer than it can for its first payment. */
export class PaidAheadError extends ConflictError {
  constructor() {
    super('paid-ahead', 'Nothing has to be paid for more than two years; come back later.');
  }
}

/** The webhook's signature is missing, old, or not made with our secret for this body. */
export class InvalidSignatureError extends ProblemError {
  constructor(cause?: unknown) {
    super('invalid-signature', 'The signature is not valid for this body.', { cause });
  }
}

/** This installation does not bill through Stripe. */
export class StripeOffError extends ProblemError {
  constructor() {
    super('not-found', 'There is nothing at this address.');
  }
}

/** Somebody changed the subscription between the look at Stripe and the change here; to be tried again. */
export class OvertakenError extends ProblemError {
  constructor() {
    super('unavailable', 'The subscription is being changed by others.');
  }
}
