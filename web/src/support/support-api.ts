import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { answerOf } from '../api/index.js';
import type { Schemas } from '../api/index.js';
import { showDone, showProblem } from '../common/feedback/index.js';
import type { ListQuery, ListSearch } from '../common/table/index.js';
import { api } from '../session/index.js';
import type { SupportAccess } from '../session/index.js';
import { texts } from '../texts/index.js';

export type { SupportAccess };
type State = Schemas['SupportState'];

const labels = texts.support;
/** Whoever waits for an owner, or was ended by another one, is seen so soon. */
const LOOK_MS = 30_000;

export function supporterName({ userName }: SupportAccess): string {
  return userName ?? labels.someone;
}

/** The company's own list of accesses. */
export const accessesQuery = (search: ListSearch): ListQuery<SupportAccess> => ({
  queryKey: ['support', 'list', search],
  refetchInterval: LOOK_MS,
  queryFn: () => answerOf(api.GET('/api/support-access', { params: { query: { sort: '-id', ...search } } })),
});

/** Those that an owner should know of: who waits, and who has access. */
export const presentQuery = queryOptions({
  queryKey: ['support', 'present'],
  refetchInterval: LOOK_MS,
  queryFn: async () => {
    const lists = await Promise.all([inState('pending'), inState('active')]);
    return lists.flatMap(({ items }) => items);
  },
});

const inState = (state: State) =>
  answerOf(api.GET('/api/support-access', { params: { query: { state, sort: '-id' } } }));

export const ruleQuery = queryOptions({
  queryKey: ['support', 'rule'],
  queryFn: () => answerOf(api.GET('/api/support-access/rule')),
});

export const setRule = (body: Schemas['SupportRule']): Promise<Schemas['SupportRule']> =>
  answerOf(api.PATCH('/api/support-access/rule', { body }));

/** What a company does with those who want in, or are; each is told. */
export function useSupportActions() {
  const queries = useQueryClient();
  const run = (work: Promise<unknown>, message: string): void =>
    void work
      .then(() => showDone(message), showProblem)
      .finally(() => queries.invalidateQueries({ queryKey: ['support'] }));
  const at = ({ id }: SupportAccess) => ({ params: { path: { id } } });
  const end = (access: SupportAccess): Promise<unknown> =>
    answerOf(api.POST('/api/support-access/{id}/end', at(access)));
  return {
    approve: (access: SupportAccess) =>
      run(answerOf(api.POST('/api/support-access/{id}/approve', at(access))), labels.approved(supporterName(access))),
    refuse: (access: SupportAccess) => run(end(access), labels.refused(supporterName(access))),
    end: (access: SupportAccess) => run(end(access), labels.ended(supporterName(access))),
  };
}
