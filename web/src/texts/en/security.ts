export const stepUp = {
  title: 'Is it you?',
  text: 'This cannot simply be undone. Prove once more who you are; that counts for five minutes.',
  submit: 'Go on',
};

export const security = {
  title: 'Security',
  factor: {
    title: 'Second factor',
    text: 'Besides your password, a code of an authenticator app on your telephone. Whoever learns your password cannot sign in with it alone.',
    on: 'On',
    off: 'Off',
    mustEnrol: 'Your clinic asks for a second factor. Set it up to go on.',
    required: 'Your clinic asks for it, so it cannot be switched off.',
    codesLeft: (count: number) =>
      count === 0
        ? 'No recovery code is left. Make new ones.'
        : count === 1
          ? '1 recovery code is left.'
          : `${count} recovery codes are left.`,
    setUp: 'Set up',
    renew: 'New recovery codes',
    disable: 'Switch off',
  },
  setup: {
    title: 'Set up a second factor',
    passwordText: 'First your password, so that nobody does this at a computer that you left.',
    next: 'Next',
    scan: 'Scan this picture with your authenticator app, then type the code that it shows.',
    qrCode: 'QR code for the authenticator app',
    byHand: 'Or type this key into the app:',
    code: 'Code that the app shows',
    confirm: 'Switch on',
    done: 'The second factor is on. You are signed out everywhere else.',
  },
  codes: {
    title: 'Your recovery codes',
    text: 'Keep them where you find them without your telephone. Each lets you in once, instead of a code of the app. They are not shown again.',
    copy: 'Copy',
    copied: 'Copied',
    download: 'Save as a file',
    fileName: 'medadmin-recovery-codes.txt',
    close: 'I have kept them',
  },
  renewal: {
    title: 'New recovery codes',
    text: 'The old ones work no more.',
    submit: 'Make new codes',
  },
  disabling: {
    title: 'Switch the second factor off?',
    text: 'Your password alone is enough to sign in then. You are signed out everywhere else.',
    submit: 'Switch off',
    done: 'The second factor is off.',
  },
  devices: {
    title: 'Where you are signed in',
    device: 'Device',
    unknown: 'Unknown device',
    address: 'From',
    since: 'Signed in',
    lastUsed: 'Last used',
    current: 'This device',
    signOut: 'Sign out',
    signOutOne: (device: string, since: string) => `Sign out ${device}, signed in ${since}`,
    signedOut: (device: string) => `${device} was signed out.`,
    signOutOthers: 'Sign out everywhere else',
    othersSignedOut: 'You are signed out everywhere else.',
  },
  policy: {
    title: 'Who must have a second factor',
    text: 'People with these roles set one up when they sign in the next time, and cannot do anything else before.',
    roles: 'Roles',
    save: 'Save changes',
    saved: 'The rule was changed.',
    onlyOwner: 'Only an owner can change this.',
  },
};
