export { DataTable, Pager } from './DataTable.js';
export type { Column } from './DataTable.js';
export { ListPanel } from './ListPanel.js';
export type { ListPage } from './ListPanel.js';
export { listSearch } from './list-search.js';
export type { ListSearch } from './list-search.js';
export { RowActions } from './RowActions.js';
export { SearchField } from './SearchField.js';
