export const home = {
  title: 'Your clinic’s day, in one place',
  text: 'Doctors, patients and appointments for clinics of any size. Your clinic’s data is kept in a database of its own, apart from everybody else’s.',
  seePlans: 'See plans and prices',
  points: [
    {
      title: 'A calendar that cannot double-book',
      text: 'Day and week at a glance. A clash is shown before you save.',
    },
    {
      title: 'Patients, found in a second',
      text: 'Search by any part of a name, a number or an address. Bring your list as a CSV file.',
    },
    {
      title: 'Your data stays yours',
      text: 'One database per clinic. Take all of it with you at any time, with one click.',
    },
  ],
};

export const pricing = {
  title: 'Plans and prices',
  intro: 'Every plan begins with a free trial of 14 days. No card needed.',
  cycle: 'Billing cycle',
  monthly: 'Monthly',
  yearly: 'Yearly',
  perMonth: 'per month',
  perYear: 'per year',
  saves: (amount: string) => `Saves ${amount} a year`,
  trial: 'Start Free Trial',
  trialOf: (plan: string) => `Start Free Trial of ${plan}`,
  upTo: (count: string, resource: string) => `Up to ${count} ${resource}`,
  unlimited: (resource: string) => `Any number of ${resource}`,
  storage: (size: string) => `${size} of storage`,
  unlimitedStorage: 'Any amount of storage',
  popular: 'Most chosen',
  empty: 'No plan is on offer at the moment.',
};

export const registration = {
  title: 'Start your free trial',
  intro: (plan: string) => `${plan}, free for 14 days. You can change the plan at any time.`,
  plan: 'Plan',
  clinic: 'Your clinic',
  companyName: 'Name of the clinic',
  companyEmail: 'E-mail address of the clinic',
  phone: 'Phone',
  timeZone: 'Time zone',
  timeZoneHint: 'Appointments are shown in the clinic’s time.',
  you: 'You',
  youHint: 'You will be the owner, and can invite others later.',
  firstName: 'First name',
  lastName: 'Last name',
  username: 'Username',
  email: 'Your e-mail address',
  password: 'Password',
  passwordHint: 'At least 8 characters. A few words are better than one.',
  submit: 'Create the clinic',
  haveAccount: 'Do you have an account?',
  taken: 'Something like this exists already. Please choose another one, or sign in.',
};

export const signIn = {
  title: 'Sign in',
  username: 'Username or e-mail address',
  password: 'Password',
  submit: 'Sign in',
  wrong: 'The username or the password is wrong.',
  code: 'Code of your authenticator app',
  codeHint: 'Or one of your recovery codes.',
  wrongCode: 'This code is not right, or not any more.',
  noAccount: 'No account yet?',
  seePlans: 'See plans and prices',
  reasons: {
    idle: 'You were signed out after 15 minutes without activity.',
    ended: 'Your session has ended. Please sign in again.',
    'signed-out': 'You have signed out.',
  },
};

export const invitation = {
  title: 'Welcome',
  intro: 'You were invited to join a clinic. Choose how you will sign in.',
  submit: 'Join the clinic',
  incomplete: 'This link is not complete. Open the link in the mail again, or copy all of it.',
  invalid: 'This invitation cannot be used: it was used before, taken back, or is older than 7 days.',
  askAgain: 'Ask whoever invited you for a new one.',
};
