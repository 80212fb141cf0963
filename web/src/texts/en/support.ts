import type { Schemas } from '../../api/index.js';

const role = (name: string): string =>
  ({ admin: 'an admin', doctor: 'a doctor', receptionist: 'a receptionist' })[name] ?? name;
const rights = (name: string, canWrite: boolean): string =>
  canWrite ? `with the rights of ${role(name)}` : `for reading only, with the rights of ${role(name)}`;

export const support = {
  title: 'Support',
  intro: 'When those who run this service enter your clinic to help you: who, why, and until when.',
  someone: 'Support',
  asks: (name: string) => `${name} asks to enter your clinic`,
  isIn: (name: string) => `${name} has access to your clinic`,
  reason: (reason: string) => `The reason given: ${reason}`,
  asked: (roleName: string, canWrite: boolean) =>
    `They would enter ${rights(roleName, canWrite)}. Nobody enters unless an owner approves.`,
  until: (roleName: string, canWrite: boolean, until: string) => `Until ${until}, ${rights(roleName, canWrite)}.`,
  onlyOwner: 'An owner of your clinic can approve this.',
  approve: 'Approve',
  approveOne: (name: string) => `Approve access of ${name}`,
  refuse: 'Refuse',
  refuseOne: (name: string) => `Refuse access of ${name}`,
  end: 'End access',
  endOne: (name: string) => `End access of ${name}`,
  approved: (name: string) => `${name} can enter now.`,
  refused: (name: string) => `${name} was refused.`,
  ended: (name: string) => `The access of ${name} was ended.`,
  activity: 'What was done',
  activityOf: (name: string, from: string) => `What was done by ${name}, from ${from}`,
  list: 'Accesses',
  who: 'Who',
  why: 'Why',
  role: 'Rights',
  rights: (roleName: string, canWrite: boolean) => (canWrite ? roleName : `${roleName}, reading only`),
  state: 'State',
  states: { pending: 'Waits', active: 'Has access', expired: 'Over', ended: 'Ended' } satisfies Record<
    Schemas['SupportState'],
    string
  >,
  from: 'Asked',
  expires: 'Until',
  emptyTitle: 'Support has not been here',
  emptyText: 'Each time that support asks to enter your clinic is listed here.',
  rule: {
    title: 'Ask before support enters',
    text: 'With this, nobody of support enters your clinic before an owner has approved; also not when you need help at night. Without it, they can enter with a reason and for a limited time, and you are told by e-mail.',
    needsApproval: 'Support needs an owner’s approval',
    saved: 'The rule was changed.',
    onlyOwner: 'Only an owner can change this.',
  },
};

/** What superusers read of the same. */
export const adminSupport = {
  title: 'Support access',
  text: 'The only way to see a company’s data. Its owners get a mail, and everything is in the company’s own log.',
  ask: 'Ask for access',
  askTitle: (name: string) => `Access to ${name}`,
  reason: 'Reason',
  reasonHint: 'The company reads it. No names of patients.',
  minutes: 'For how many minutes',
  minutesHint: 'At most 1440, which is a day; it ends by itself',
  role: 'With the rights of',
  canWrite: 'May change clinic data',
  submit: 'Ask for access',
  granted: 'You can enter now.',
  pending: 'An owner of the company has to approve. They were written to.',
  enter: 'Enter',
  enterOne: (id: string) => `Enter under access no. ${id}`,
  end: 'End',
  endOne: (id: string) => `End access no. ${id}`,
  ended: 'The access was ended.',
  over: 'Your access to this company has ended. You are outside again.',
  emptyTitle: 'No access so far',
  emptyText: 'Ask for one, with the reason for which you need it.',
  insideTitle: (company: string) => `You are inside ${company} as support`,
  inside: (roleName: string, canWrite: boolean, until: string) =>
    `Until ${until}, ${rights(roleName, canWrite)}. Everything you look at is in the clinic’s activity, with your name.`,
  leave: 'Leave the clinic',
};
