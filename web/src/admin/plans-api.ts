import { useQueryClient } from '@tanstack/react-query';
import { answerOf } from '../api/index.js';
import type { Schemas } from '../api/index.js';
import { showDone, showProblem } from '../common/feedback/index.js';
import type { ListQuery, ListSearch } from '../common/table/index.js';
import { api } from '../session/index.js';
import { texts } from '../texts/index.js';

export type ManagedPlan = Schemas['ManagedPlan'];
const labels = texts.admin;

export const managedPlansQuery = (search: ListSearch): ListQuery<ManagedPlan> => ({
  queryKey: ['managed-plans', search],
  queryFn: () => answerOf(api.GET('/api/admin/plans', { params: { query: { sort: 'sortOrder', ...search } } })),
});

/** Changes to plans; each is told. */
export function usePlanActions() {
  const queries = useQueryClient();
  const refresh = (): Promise<unknown> =>
    Promise.all(['managed-plans', 'plans'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
  const told = (call: Promise<unknown>, message: string): Promise<void> =>
    call.then(refresh).then(() => showDone(message), showProblem);
  const path = ({ code }: Pick<ManagedPlan, 'code'>) => ({ params: { path: { code } } });
  return {
    add: async (body: Schemas['CreatePlan']) => {
      await answerOf(api.POST('/api/admin/plans', { body }));
      await refresh();
      showDone(labels.saved(body.name));
    },
    change: async (plan: ManagedPlan, { code: _code, ...body }: Schemas['CreatePlan']) => {
      await answerOf(api.PATCH('/api/admin/plans/{code}', { ...path(plan), body }));
      await refresh();
      showDone(labels.saved(body.name));
    },
    retire: (plan: ManagedPlan) =>
      told(answerOf(api.POST('/api/admin/plans/{code}/retire', path(plan))), labels.saved(plan.name)),
    restore: (plan: ManagedPlan) =>
      told(answerOf(api.POST('/api/admin/plans/{code}/restore', path(plan))), labels.saved(plan.name)),
    remove: (plan: ManagedPlan) =>
      told(answerOf(api.DELETE('/api/admin/plans/{code}', path(plan))), labels.deleted(plan.name)),
  };
}
