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
  intro: (trial: string) => `Every plan begins with a free trial of ${trial}. No card needed.`,
  introWithoutTrial: 'Choose what fits your clinic. No card needed.',
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
  intro: (plan: string, trial: string) => `${plan}, free for ${trial}. You can change the plan at any time.`,
  introWithoutTrial: (plan: string) => `${plan}. You can change the plan at any time.`,
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
  passwordHint: 'Long rather than complicated: a few words are better than one.',
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
  wrongCode: 'This code is not right, or was used before.',
  startAnew: 'Begin again',
  tooLate: 'That took too long. Please sign in again.',
  forgot: 'Forgot your password?',
  noAccount: 'No account yet?',
  seePlans: 'See plans and prices',
  reasons: {
    idle: 'You were signed out after 15 minutes without activity.',
    ended: 'Your session has ended. Please sign in again.',
    'signed-out': 'You have signed out.',
    'password-set': 'Your new password is set. Sign in with it.',
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

export const forgotPassword = {
  title: 'Forgot your password?',
  intro: 'Say who you are, and we send a link to the e-mail address that we know of you.',
  username: 'Username or e-mail address',
  submit: 'Send the link',
  sent: 'If we know you, a mail is on its way. The link in it works once, for 30 minutes.',
  toSignIn: 'Back to signing in',
};

export const resetPassword = {
  title: 'Set a new password',
  intro: 'You will be signed out everywhere.',
  password: 'New password',
  submit: 'Set the password',
  incomplete: 'This link is not complete. Open the link in the mail again, or copy all of it.',
  invalid: 'This link cannot be used: it was used before, is older than 30 minutes, or a newer one was sent.',
  askAgain: 'Ask for another link',
};
