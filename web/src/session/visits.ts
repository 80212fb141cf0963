import { answerOf } from '../api/index.js';
import { api, onVisitOver } from './session-api.js';
import { currentVisit, keepVisit } from './visit.js';
import type { Visit } from './visit.js';

/*
 * Into a clinic and out of it the pages are loaded anew: nothing that was shown on one side is left in memory on the other.
 */

/** Has a superuser go into a clinic: from here on this tab shows and does what the access allows. */
export function enterClinic(visit: Visit): void {
  keepVisit(visit);
  location.assign('/dashboard/');
}

/** Ends the access under which a superuser is in a clinic, and leaves it. */
export async function endVisit(): Promise<void> {
  const visit = currentVisit();
  if (visit === undefined) return;
  await answerOf(api.POST('/api/admin/support-access/{id}/end', { params: { path: { id: visit.id } } }));
  leave(visit, '');
}

/** To be called once, before the first page is shown: the clinic, the clock or somebody else may end a visit. */
export function watchVisit(): void {
  onVisitOver((visit) => leave(visit, '?visit=over'));
}

function leave({ companyId }: Visit, search: string): void {
  keepVisit(undefined);
  location.assign(`/admin/companies/${companyId}/${search}`);
}
