import { queryOptions } from '@tanstack/react-query';
import { ApiProblem, answerOf } from '../api/index.js';
import type { Schemas } from '../api/index.js';
import { api, isSessionThere } from './session-api.js';

export type Identity = Schemas['Identity'];
export type Role = Schemas['Role'];

/** Who is signed in here; null if nobody is. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  staleTime: 5 * 60_000,
  queryFn: async (): Promise<Identity | null> => {
    if (!isSessionThere()) return null;
    return answerOf(api.GET('/api/auth/me')).catch((error: unknown) => {
      if (error instanceof ApiProblem && error.status === 401) return null;
      throw error;
    });
  },
});
