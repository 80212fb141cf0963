/** What is said when something did not work; whoever reads it has done nothing wrong and knows no computers. */
export const problems = {
  title: 'That did not work',
  offline: 'There is no connection. Check your network and try again.',
  'internal-error': 'Something went wrong on our side. Please try again in a moment.',
  'tenant-unavailable': 'Your clinic’s data cannot be reached at the moment. Please try again in a minute.',
  'tenant-migrating': 'Your clinic’s data is being brought up to date. Please try again in a minute.',
  unavailable: 'The service is busy at the moment. Please try again in a minute.',
  'too-many-requests': 'There were too many attempts. Please wait a minute and try again.',
  'subscription-inactive': 'Your subscription does not allow changes at the moment.',
  forbidden: 'Your role does not allow this. Ask an owner or admin of your clinic.',
  'not-found': 'This does not exist any more. Somebody may have deleted it.',
  'payload-too-large': 'This is too large.',
  unauthenticated: 'Please sign in again.',
  overloaded: 'The service is busy at the moment. Please try again in a minute.',
  'forged-request': 'This page is out of date. Load it again, then try once more.',
  'step-up-required': 'Nothing was done, because it was not proved who you are.',
  'second-factor-enrolment-required': 'Set up a second factor first.',
  limitReached: (resource: string, limit: string) =>
    `Your plan allows ${limit} ${resource}, and you have that many. A larger plan has room for more.`,
  seePlans: 'See the plans',
  pageFailed: 'This page cannot be shown at the moment',
};

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
