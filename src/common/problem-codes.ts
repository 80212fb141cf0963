/** How one kind of problem is told to the client and to the log. */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** The sentence for problems that were not raised by our own code and so bring none that is fit to show. */
  readonly detail: string;
  readonly logLevel: 'debug' | 'warn' | 'error';
  /** The detail of the error speaks of the inside: the client always reads the sentence above. */
  readonly hidesDetail?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

const BEARER = { 'WWW-Authenticate': 'Bearer' };
const SOON = { 'Retry-After': '1' };

/** Every problem the API can answer with. */
export const PROBLEMS = {
  'validation-failed': {
    status: 400,
    title: 'Invalid input',
    detail: 'The request is not valid.',
    logLevel: 'debug',
  },
  'malformed-json': {
    status: 400,
    title: 'Malformed JSON',
    detail: 'The body could not be read as JSON.',
    logLevel: 'debug',
  },
  unauthenticated: {
    status: 401,
    title: 'Not signed in',
    detail: 'A valid access token is needed.',
    logLevel: 'debug',
    headers: BEARER,
  },
  'invalid-credentials': {
    status: 401,
    title: 'Wrong credentials',
    detail: 'The user name or the password is wrong.',
    logLevel: 'debug',
    headers: BEARER,
  },
  'second-factor-required': {
    status: 401,
    title: 'Second factor needed',
    detail: 'A code of the authenticator app is needed as well.',
    logLevel: 'debug',
    headers: BEARER,
  },
  'refresh-token-reused': {
    status: 401,
    title: 'Refresh token used twice',
    detail: 'The refresh token was used before; sign in again.',
    logLevel: 'warn',
    headers: BEARER,
  },
  'invalid-signature': {
    status: 400,
    title: 'Invalid signature',
    detail: 'The signature is not valid for this body.',
    logLevel: 'warn',
  },
  'payment-declined': {
    status: 402,
    title: 'Payment declined',
    detail: 'The means of payment was declined.',
    logLevel: 'debug',
  },
  'subscription-inactive': {
    status: 402,
    title: 'Subscription inactive',
    detail: 'The subscription does not allow this at the moment.',
    logLevel: 'debug',
  },
  forbidden: { status: 403, title: 'Forbidden', detail: 'Your role does not allow this.', logLevel: 'debug' },
  'second-factor-enrolment-required': {
    status: 403,
    title: 'Second factor to be set up',
    detail: 'Set up a second factor first.',
    logLevel: 'debug',
  },
  'step-up-required': {
    status: 403,
    title: 'Fresh proof needed',
    detail: 'Prove who you are once more at /api/auth/step-up, then try again.',
    logLevel: 'debug',
  },
  'forged-request': {
    status: 403,
    title: 'Possibly forged request',
    detail: 'A request with a session cookie must come from a page of this server and carry its X-CSRF-Token.',
    logLevel: 'warn',
  },
  'plan-limit-reached': {
    status: 403,
    title: 'Plan limit reached',
    detail: 'The plan does not allow more of these.',
    logLevel: 'debug',
  },
  'not-found': { status: 404, title: 'Not found', detail: 'There is nothing at this address.', logLevel: 'debug' },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    detail: 'This address does not know that method.',
    logLevel: 'debug',
  },
  'already-exists': {
    status: 409,
    title: 'Already exists',
    detail: 'Such an entry exists already.',
    logLevel: 'debug',
  },
  conflict: { status: 409, title: 'Conflict', detail: 'The present state does not allow this.', logLevel: 'debug' },
  'appointment-conflict': {
    status: 409,
    title: 'Appointment conflict',
    detail: 'The doctor has another appointment at that time.',
    logLevel: 'debug',
  },
  'payload-too-large': {
    status: 413,
    title: 'Payload too large',
    detail: 'The body is larger than 1 MB.',
    logLevel: 'debug',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'Unsupported media type',
    detail: 'Send the body as application/json in UTF-8, not compressed.',
    logLevel: 'debug',
  },
  'idempotency-mismatch': {
    status: 422,
    title: 'Idempotency key used for another request',
    detail: 'This Idempotency-Key came with a different request before.',
    logLevel: 'debug',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    detail: 'Too many requests; try again later.',
    logLevel: 'debug',
    headers: SOON,
  },
  'internal-error': {
    status: 500,
    title: 'Internal error',
    detail: 'Something went wrong on our side.',
    logLevel: 'error',
    hidesDetail: true,
  },
  'tenant-unavailable': {
    status: 503,
    title: 'Company database unavailable',
    detail: "The company's database cannot be used at the moment.",
    logLevel: 'error',
    hidesDetail: true,
    headers: SOON,
  },
  'tenant-migrating': {
    status: 503,
    title: 'Company database being updated',
    detail: "The company's database is being brought up to date.",
    logLevel: 'warn',
    hidesDetail: true,
    headers: SOON,
  },
  overloaded: {
    status: 503,
    title: 'Overloaded',
    detail: 'The server has too much to do; try again in a moment.',
    // Told once when it begins and once when it ends; a line for each would be more to do.
    logLevel: 'debug',
    headers: { 'Retry-After': '2' },
  },
  unavailable: {
    status: 503,
    title: 'Unavailable',
    detail: 'The service is not available at the moment.',
    logLevel: 'warn',
    hidesDetail: true,
    headers: SOON,
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;

/** What the table says of a code. */
export function problemKind(code: ProblemCode): ProblemKind {
  return PROBLEMS[code];
}
