import { useQueryClient } from '@tanstack/react-query';
import { answerOf } from '../api/index.js';
import type { Schemas } from '../api/index.js';
import { showDone } from '../common/feedback/index.js';
import { api } from '../session/index.js';
import { texts } from '../texts/index.js';

export type Company = Schemas['AdminCompanyDetail'];
export type Clone = Schemas['Clone'];
export type Certificate = Schemas['ErasureCertificate'];

const labels = texts.adminLife;

/** What superusers do with whole companies; each is told. */
export function useCompanyLife({ id, name }: Pick<Company, 'id' | 'name'>) {
  const queries = useQueryClient();
  const path = { params: { path: { id } } };
  const done = async <Answer>(call: Promise<Answer>, message: (answer: Answer) => string): Promise<Answer> => {
    const answer = await call;
    showDone(message(answer));
    await Promise.all(['companies', 'operations'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
    return answer;
  };
  return {
    rename: (body: Schemas['RenameCompany']) =>
      done(answerOf(api.POST('/api/admin/companies/{id}/rename', { ...path, body })), (company) =>
        labels.renamed(company.name),
      ),
    clone: (body: Schemas['CloneCompany']) =>
      done(answerOf(api.POST('/api/admin/companies/{id}/clone', { ...path, body })), ({ company }) =>
        labels.cloned(company.name),
      ),
    remove: () => done(answerOf(api.POST('/api/admin/companies/{id}/delete', path)), () => labels.deleted(name)),
    keep: () => done(answerOf(api.POST('/api/admin/companies/{id}/undelete', path)), () => labels.undeleted(name)),
    /** The company's page is left before the lists are asked for again: it is no more. */
    erase: (): Promise<Certificate> => answerOf(api.POST('/api/admin/companies/{id}/erase', path)),
  };
}
