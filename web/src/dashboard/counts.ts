import { queryOptions } from '@tanstack/react-query';
import { answerOf } from '../api/index.js';
import { api } from '../session/index.js';

/** How many appointments begin, or go on, between two instants. */
export const countQuery = ({ from, to }: { readonly from: Date; readonly to: Date }) => {
  const query = { from: from.toISOString(), to: to.toISOString(), pageSize: 1 };
  return queryOptions({
    queryKey: ['appointments', 'count', query],
    queryFn: async () => (await answerOf(api.GET('/api/appointments', { params: { query } }))).total,
  });
};
