import { answerOf } from '../../api/index.js';
import type { paths, Schemas } from '../../api/index.js';
import { daySpan } from '../../common/format/index.js';
import { saveFile } from '../../common/save-file.js';
import type { ListQuery } from '../../common/table/index.js';
import { api } from '../../session/index.js';
import { texts } from '../../texts/index.js';
import type { ActivitySearch } from './activity-search.js';

export type AuditEntry = Schemas['AuditEntry'];
type Action = Schemas['AuditAction'];
type Filter = NonNullable<paths['/api/audit/export']['get']['parameters']['query']>;

/** Kinds of entries that can be asked for; a clinic model of somebody else's is found by its address. */
export const RECORDS = ['patients', 'doctors', 'appointments'] as const;

export const isAction = (word: string | undefined): word is Action =>
  word !== undefined && word in texts.activity.actions;

export const activityQuery = (search: ActivitySearch, zone: string): ListQuery<AuditEntry> => ({
  queryKey: ['activity', search, zone],
  queryFn: () =>
    answerOf(api.GET('/api/audit', { params: { query: { ...filterOf(search, zone), page: search.page } } })),
});

/** Everything that the filter finds, as a file on the reader's computer. */
export async function exportActivity(search: ActivitySearch, zone: string): Promise<void> {
  const call = api.GET('/api/audit/export', { params: { query: filterOf(search, zone) }, parseAs: 'blob' });
  saveFile(await answerOf(call), texts.activity.fileName);
}

/** What the address says, as the API wants it: days of the clinic are spans of time. */
function filterOf({ who, support, action, record, number, from, to }: ActivitySearch, zone: string): Filter {
  return {
    ...(who !== undefined && { userId: who }),
    ...(support !== undefined && { supportAccessId: support }),
    ...(isAction(action) && { action }),
    ...(record !== undefined && { record }),
    ...(number !== undefined && { recordId: number }),
    ...(from !== undefined && { from: daySpan(from, 1, zone).from.toISOString() }),
    ...(to !== undefined && { to: daySpan(to, 1, zone).to.toISOString() }),
  };
}
