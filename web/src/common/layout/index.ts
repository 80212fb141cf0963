export { Empty } from './Empty.js';
export { Icon } from './Icon.js';
export type { IconName } from './Icon.js';
export { ButtonLink, NavigationLink, PageLink } from './links.js';
export { Page, PageLoading, useTitle } from './Page.js';
export { SmallPage } from './SmallPage.js';
