export { columnsOf } from './entry-columns.js';
export { partsOf } from './entry-field.js';
export type { Fields } from './entry-field.js';
export { EntryDialog } from './EntryDialog.js';
export { EntryName } from './EntryName.js';
export { useEntryActions } from './use-entry-actions.js';
export type { EntryActions, EntryKind } from './use-entry-actions.js';
