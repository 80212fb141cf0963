import { queryOptions } from '@tanstack/react-query';
import { ApiProblem, answerOf } from '../../api/index.js';
import { formatDateTime, formatNumber } from '../format/index.js';
import { api } from '../../session/session-api.js';
import { texts } from '../../texts/index.js';

/** An entry of any kind, of which only the number is known. */
export interface AnyEntry {
  readonly id: number;
  readonly [field: string]: unknown;
}

/** @param kind as it stands in the address: `patients`. All kinds have the same routes. */
const listOf = (kind: string) => `/api/${kind}` as '/api/patients';
const oneOf = (kind: string) => `/api/${kind}/{id}` as '/api/patients/{id}';

export const foundQuery = (kind: string, q: string) =>
  queryOptions({
    queryKey: [kind, 'found', q],
    queryFn: async (): Promise<readonly AnyEntry[]> =>
      (await answerOf(api.GET(listOf(kind), { params: { query: q === '' ? {} : { q } } })))
        .items as readonly object[] as readonly AnyEntry[],
  });

/** Null when there is none any more. */
export const entryQuery = (kind: string, id: number) =>
  queryOptions({
    queryKey: [kind, 'any', id],
    staleTime: 60_000,
    queryFn: () =>
      answerOf(api.GET(oneOf(kind), { params: { path: { id } } })).then(
        (entry): AnyEntry | null => entry as object as AnyEntry,
        (error: unknown) => {
          if (error instanceof ApiProblem && error.status === 404) return null;
          throw error;
        },
      ),
  });

const INSTANT = /^\d{4}-\d\d-\d\dT/;
const HIDDEN = ['createdAt', 'updatedAt'];

/** What an entry is called: a person's name, otherwise its first words, otherwise its number. */
export function labelOf(entry: AnyEntry): string {
  const { firstName, lastName } = entry;
  if (typeof firstName === 'string' && typeof lastName === 'string') return texts.general.nameOf(firstName, lastName);
  const said = Object.entries(entry).find(([field, value]) => typeof value === 'string' && !HIDDEN.includes(field));
  const [, words] = said ?? [];
  if (typeof words !== 'string') return texts.general.entry(formatNumber(entry.id));
  return INSTANT.test(words) ? formatDateTime(words) : words;
}
