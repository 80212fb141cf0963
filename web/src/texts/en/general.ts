export const general = {
  productName: 'medadmin',
  actions: 'Actions',
  add: 'Add',
  back: 'Back',
  cancel: 'Cancel',
  close: 'Close',
  delete: 'Delete',
  edit: 'Edit',
  entry: (id: string) => `no. ${id}`,
  export: 'Export',
  loading: 'Loading…',
  more: 'More',
  none: '—',
  nothingFound: 'Nothing found',
  showPassword: 'Show what was typed',
  save: 'Save changes',
  search: 'Search',
  tryAgain: 'Try again',
  typeToFind: 'Type to find it',
  undo: 'Undo',
  undone: 'Undone.',
  skipToContent: 'Skip to the content',
  nameOf: (first: string, last: string) => `${first} ${last}`,
  menu: 'Menu',
  openMenu: 'Open the menu',
  navigation: 'Main',
  colors: 'Switch between light and dark',
  checkFields: 'Please check the marked fields.',
  yes: 'Yes',
  no: 'No',
  days: (count: number) => (count === 1 ? '1 day' : `${count} days`),
};

export const table = {
  page: (page: number, pages: number) => `Page ${page} of ${pages}`,
  nextPage: 'Next page',
  previousPage: 'Previous page',
  total: (count: string) => `${count} in all`,
  nothingFound: (words: string) => `Nothing was found for “${words}”.`,
  nothingFoundHint: 'Try fewer or other words.',
  clearSearch: 'Clear the search',
  save: 'Export as CSV',
  saved: 'The list was saved as a file.',
  sortBy: (column: string) => `Sort by ${column}`,
};

export const navigation = {
  dashboard: 'Dashboard',
  appointments: 'Appointments',
  patients: 'Patients',
  doctors: 'Doctors',
  subscription: 'Subscription',
  settings: 'Settings',
  companies: 'Companies',
  plans: 'Plans',
  operations: 'Operations',
  erasures: 'Erasures',
  signIn: 'Sign in',
  signOut: 'Sign out',
  account: (name: string) => `Account of ${name}`,
  changePassword: 'Change password',
};

export const notFound = {
  title: 'There is no such page',
  text: 'The address may be mistyped, or what was here has been deleted.',
  toStart: 'Go to the start page',
};

export const session = {
  stillThere: 'Are you still there?',
  signOffIn: (seconds: number) =>
    `To protect patients’ data, you will be signed out in ${seconds === 1 ? '1 second' : `${seconds} seconds`}.`,
  stay: 'Stay signed in',
  signOut: 'Sign out now',
};
