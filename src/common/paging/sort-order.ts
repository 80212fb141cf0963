import { ValidationError } from '../problem.error.js';

export type SortDirection = 'ASC' | 'DESC';

/**
 * `-createdAt,lastName` → pairs of field and direction, always ending with `id`, so that pages neither repeat nor miss
 * entries with equal values.
 * @throws ValidationError on field `sort` for a field that is not in `sortable`, or named twice.
 */
export function sortOrder(sort: string | undefined, sortable: readonly string[]): [string, SortDirection][] {
  const order: [string, SortDirection][] = [];
  for (const term of sort?.split(',') ?? []) {
    const field = term.trim().replace(/^-/, '');
    if (!sortable.includes(field) || order.some(([known]) => known === field)) {
      throw new ValidationError([
        { field: 'sort', message: `must be made of ${sortable.join(', ')}, each at most once` },
      ]);
    }
    order.push([field, term.trim().startsWith('-') ? 'DESC' : 'ASC']);
  }
  return order.some(([field]) => field === 'id') ? order : [...order, ['id', 'ASC']];
}
