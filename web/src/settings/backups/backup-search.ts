import { listSearch } from '../../common/table/list-search.js';
import type { ListSearch } from '../../common/table/list-search.js';

export interface BackupSearch extends ListSearch {
  /** Which entries are looked at. */
  readonly kind?: string;
}

/** What is looked at of a backup, as the address says. */
export function backupSearch(search: Record<string, unknown>): BackupSearch {
  const { kind } = search;
  return { ...listSearch(search), ...(typeof kind === 'string' && /^[a-z-]{1,40}$/.test(kind) && { kind }) };
}
