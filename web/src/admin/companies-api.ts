import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { answerOf } from '../api/index.js';
import type { Schemas } from '../api/index.js';
import { showDone } from '../common/feedback/index.js';
import type { ListQuery, ListSearch } from '../common/table/index.js';
import { api } from '../session/index.js';
import { texts } from '../texts/index.js';

export type AdminCompany = Schemas['AdminCompany'];
type Id = Pick<AdminCompany, 'id' | 'name'>;

const labels = texts.admin;

export const companiesQuery = (search: ListSearch): ListQuery<AdminCompany> => ({
  queryKey: ['companies', 'list', search],
  queryFn: () => answerOf(api.GET('/api/admin/companies', { params: { query: { sort: '-createdAt', ...search } } })),
});

export const companyQuery = (id: number) =>
  queryOptions({
    queryKey: ['companies', 'one', id],
    queryFn: () => answerOf(api.GET('/api/admin/companies/{id}', { params: { path: { id } } })),
  });

/** What superusers do with a company; each is told. */
export function useCompanyActions() {
  const queries = useQueryClient();
  const told = async (call: Promise<unknown>, message: string, undo?: () => Promise<unknown>): Promise<void> => {
    await call;
    const refresh = (): Promise<unknown> =>
      Promise.all(['companies', 'operations'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
    await refresh();
    showDone(message, undo && (() => undo().then(refresh)));
  };
  const path = ({ id }: Id) => ({ params: { path: { id } } });
  const suspend = (company: Id): Promise<unknown> =>
    answerOf(api.POST('/api/admin/companies/{id}/suspend', path(company)));
  const activate = (company: Id): Promise<unknown> =>
    answerOf(api.POST('/api/admin/companies/{id}/activate', path(company)));
  return {
    suspend: (company: Id) => told(suspend(company), labels.suspended(company.name), () => activate(company)),
    activate: (company: Id) => told(activate(company), labels.activated(company.name), () => suspend(company)),
    extend: (company: Id, days: number) =>
      told(
        answerOf(api.POST('/api/admin/companies/{id}/extend-trial', { ...path(company), body: { days } })),
        labels.extended(company.name),
      ),
    changePlan: (company: Id, body: Schemas['ChangePlan']) =>
      told(
        answerOf(api.POST('/api/admin/companies/{id}/change-plan', { ...path(company), body })),
        labels.planChanged(company.name, body.planCode),
      ),
    pay: (company: Id, body: Schemas['RecordPayment']) =>
      told(answerOf(api.POST('/api/admin/companies/{id}/payments', { ...path(company), body })), labels.paid),
  };
}
