import { QueryNumber, Text } from '../fields/index.js';

export const PAGE_SIZE_DEFAULT = 20;
export const PAGE_SIZE_MAX = 100;

/** The query of every list. */
export class PageQuery {
  @QueryNumber({ min: 1, max: 1_000_000, optional: true, example: 1 })
  page = 1;

  @QueryNumber({ min: 1, max: PAGE_SIZE_MAX, optional: true, example: PAGE_SIZE_DEFAULT })
  pageSize = PAGE_SIZE_DEFAULT;

  /** Fields to sort by, separated by commas; a minus turns the order round. */
  @Text({ min: 1, max: 200, optional: true, example: '-createdAt' })
  sort?: string;

  /** Text to search for. */
  @Text({ min: 0, max: 200, optional: true, example: 'grace' })
  q?: string;
}

/** One page of a list. */
export interface Page<T> {
  readonly items: T[];
  readonly page: number;
  readonly pageSize: number;
  /** Entries on all pages. */
  readonly total: number;
}
