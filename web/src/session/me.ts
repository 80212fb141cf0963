import { queryOptions } from '@tanstack/react-query';
import { ApiProblem, answerOf } from '../api/index.js';
import type { Schemas } from '../api/index.js';
import { api, isSessionThere } from './session-api.js';
import { currentVisit, keepVisit } from './visit.js';
import type { SupportAccess, Visit } from './visit.js';

export type Role = Schemas['Role'];
export type Identity = Schemas['Identity'] & {
  /** Of a superuser who is in a clinic: by which access. Everything else is as if they belonged to it. */
  readonly visit?: SupportAccess;
};

/** Who is signed in here; null if nobody is. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  staleTime: 5 * 60_000,
  queryFn: async (): Promise<Identity | null> => {
    if (!isSessionThere()) return null;
    return loadIdentity().catch((error: unknown) => {
      if (error instanceof ApiProblem && error.status === 401) return null;
      throw error;
    });
  },
});

/** Who is signed in; where a superuser is in a clinic, with its company and the role that was given. */
async function loadIdentity(): Promise<Identity> {
  const own = await answerOf(api.GET('/api/auth/me'));
  const visit = currentVisit();
  if (visit === undefined) return own;
  const access = own.user.isSuperuser ? await activeAccess(visit, own.user.id) : undefined;
  if (access === undefined) {
    keepVisit(undefined);
    return own;
  }
  const company = await answerOf(api.GET('/api/admin/companies/{id}', { params: { path: { id: visit.companyId } } }));
  return { ...own, company, visit: access, user: { ...own.user, isSuperuser: false, role: access.role } };
}

async function activeAccess({ id, companyId }: Visit, userId: number): Promise<SupportAccess | undefined> {
  const query = { state: 'active', sort: '-id', pageSize: 100 } as const;
  const path = { id: companyId };
  const { items } = await answerOf(api.GET('/api/admin/companies/{id}/support-access', { params: { path, query } }));
  return items.find((access) => access.id === id && access.userId === userId);
}
