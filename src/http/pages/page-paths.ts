/** First parts of the addresses that the pages have; what comes below them is the pages' own business. */
const SECTIONS = [
  'login',
  'invitation',
  'forgot-password',
  'reset-password',
  'dashboard',
  'doctors',
  'patients',
  'appointments',
  'subscription',
  'settings',
  'admin',
];

const PAGE = new RegExp(`^/(?:(?:${SECTIONS.join('|')})(?:/[\\w-]+)*/?)?$`);

/** Whether a page is to be seen at this address; anything else that the API does not know is not found. */
export function isPagePath(path: string): boolean {
  return PAGE.test(path);
}
