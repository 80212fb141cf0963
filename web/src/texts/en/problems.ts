import type { ProblemCode, Schemas } from '../../api/index.js';

/** What is said when something did not work; whoever reads it has done nothing wrong and knows no computers. */
export const problems = {
  title: 'That did not work',
  limitReached: (resource: string, limit: string) =>
    `Your plan allows ${limit} ${resource}, and you have that many. A larger plan has room for more.`,
  seePlans: 'See the plans',
  pageFailed: 'This page cannot be shown at the moment',
};

/** By the code of the problem; what the server says beside it is for developers. */
export const problemCodes = {
  offline: 'There is no connection. Check your network and try again.',
  'internal-error': 'Something went wrong on our side. Please try again in a moment.',
  'tenant-unavailable': 'Your clinic’s data cannot be reached at the moment. Please try again in a minute.',
  'tenant-migrating': 'Your clinic’s data is being brought up to date. Please try again in a minute.',
  unavailable: 'The service is busy at the moment. Please try again in a minute.',
  overloaded: 'The service is busy at the moment. Please try again in a minute.',
  'too-many-requests': 'There were too many attempts. Please wait a minute and try again.',
  'subscription-inactive': 'Your subscription does not allow changes at the moment.',
  'payment-declined': 'The means of payment was declined. Nothing was changed.',
  'plan-limit-reached': 'Your plan does not allow more of these. A larger plan has room for more.',
  forbidden: 'Your role does not allow this. Ask an owner or admin of your clinic.',
  'step-up-required': 'Nothing was done, because it was not proved who you are.',
  'second-factor-enrolment-required': 'Set up a second factor first.',
  'second-factor-required': 'A code of your authenticator app is needed as well.',
  'invalid-credentials': 'The username or the password is wrong.',
  unauthenticated: 'Please sign in again.',
  'refresh-token-reused': 'Please sign in again.',
  'forged-request': 'This page is out of date. Load it again, then try once more.',
  'validation-failed': 'Please check what you have entered.',
  'malformed-json': 'This page is out of date. Load it again, then try once more.',
  'method-not-allowed': 'This page is out of date. Load it again, then try once more.',
  'unsupported-media-type': 'A file of this kind cannot be read.',
  'invalid-signature': 'This could not be verified.',
  'not-found': 'This does not exist any more. Somebody may have deleted it.',
  'already-exists': 'This exists already.',
  conflict: 'This is not possible as things are now. Load the page again to see what has changed.',
  'appointment-conflict': 'The doctor has another appointment at that time.',
  'idempotency-mismatch': 'Something else was sent before this was answered. Load the page again to see what was done.',
  'payload-too-large': 'This is too large.',
} satisfies Record<ProblemCode, string>;

/** By what is in the way. */
export const conflicts = {
  'in-use': 'Other entries refer to this one, so it cannot be deleted.',
  'reference-gone': 'What this refers to has just been deleted by somebody else.',
  'changed-meanwhile': 'Somebody else has changed this meanwhile. Load the page again.',
  'request-under-way': 'This is being done already. Please wait a moment.',
  'database-busy': 'The data are being worked on, such as for a backup. Please try again in a minute.',
  'export-under-way': 'An export is being made already. Please wait until it is complete.',
  'company-state': 'This is not possible in the state that the company is in. Load the page again.',
  'subscription-state': 'This is not possible in the state that the subscription is in. Load the page again.',
  'billed-elsewhere': 'A payment provider collects for this company. Cancel there first.',
  'billed-already': 'The subscription is paid by card already. Change the plan instead.',
  'paid-ahead': 'Everything is paid for more than two years. There is nothing to pay now.',
  'plan-in-use': 'Companies have this plan. It can be retired, not deleted.',
  'backup-refused': 'This backup cannot be used. Nothing was changed.',
  'backup-key-missing': 'Backups cannot be read at the moment. Whoever runs this service has to look into it.',
  'record-refused': 'One of them does not fit any more. Nothing was brought back.',
  'last-owner': 'A clinic needs an owner. Make somebody else one first.',
  'own-account': 'You cannot switch off your own account. Somebody else can.',
  'second-factor-exists': 'A second factor is set up already.',
  'second-factor-missing': 'No second factor is set up.',
  'second-factor-needed': 'You must have a second factor. It cannot be switched off.',
  'support-not-active': 'This access has ended, or was not approved yet.',
  'support-not-pending': 'This access does not wait for an approval any more.',
} satisfies Record<Schemas['ConflictKind'], string>;

export const resources: Readonly<Record<string, string>> = {
  doctors: 'doctors',
  patients: 'patients',
  users: 'people with access',
  storageBytes: 'storage',
};

export const resourceTitles: Readonly<Record<string, string>> = {
  doctors: 'Doctors',
  patients: 'Patients',
  users: 'People with access',
  storageBytes: 'Storage',
};
