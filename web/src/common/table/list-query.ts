import type { QueryKey } from '@tanstack/react-query';

export interface ListPage<Row> {
  readonly items: readonly Row[];
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
}

/** A page of a list, as it is asked for and remembered. */
export interface ListQuery<Row> {
  readonly queryKey: QueryKey;
  readonly queryFn: () => Promise<ListPage<Row>>;
  /** How long what is remembered counts as fresh, in milliseconds. */
  readonly staleTime?: number;
  /** How often it is asked for again by itself, in milliseconds. */
  readonly refetchInterval?: number;
}
