export { findPage } from './find-page.js';
export type { ListedFields, PageOptions } from './find-page.js';
export { findAllRows, findRows } from './find-rows.js';
export type { RowOptions } from './find-rows.js';
export { isoTime } from './listed.js';
export type { Listed } from './listed.js';
export { PageQuery } from './page.js';
export type { Page } from './page.js';
export { whereSame } from './text-match.js';
