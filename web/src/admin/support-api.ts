import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { answerOf } from '../api/index.js';
import type { Schemas } from '../api/index.js';
import { showDone, showProblem } from '../common/feedback/index.js';
import { api } from '../session/index.js';
import type { SupportAccess } from '../session/index.js';
import { texts } from '../texts/index.js';

const labels = texts.adminSupport;
/** An owner's approval is seen so soon. */
const LOOK_MS = 10_000;
const SHOWN = 10;

/** The newest accesses to a company, of all superusers. */
export const companyAccessesQuery = (companyId: number) =>
  queryOptions({
    queryKey: ['support', 'company', companyId],
    refetchInterval: LOOK_MS,
    queryFn: () =>
      answerOf(
        api.GET('/api/admin/companies/{id}/support-access', {
          params: { path: { id: companyId }, query: { sort: '-id', pageSize: SHOWN } },
        }),
      ),
  });

/** Asking for access to a company, and giving it up; each is told. */
export function useOwnAccesses(companyId: number) {
  const queries = useQueryClient();
  const refresh = (): Promise<unknown> => queries.invalidateQueries({ queryKey: ['support'] });
  return {
    ask: async (body: Schemas['RequestSupportAccess']): Promise<void> => {
      const path = { id: companyId };
      const answer = await answerOf(api.POST('/api/admin/companies/{id}/support-access', { params: { path }, body }));
      showDone(answer.supportAccess.state === 'pending' ? labels.pending : labels.granted);
      await refresh();
    },
    end: ({ id }: SupportAccess): void =>
      void answerOf(api.POST('/api/admin/support-access/{id}/end', { params: { path: { id } } }))
        .then(() => showDone(labels.ended), showProblem)
        .finally(refresh),
  };
}
