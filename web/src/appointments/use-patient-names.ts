import { useQuery } from '@tanstack/react-query';
import { answerOf } from '../api/index.js';
import { patientName } from '../patients/patients-api.js';
import { api } from '../session/index.js';

/** As many as one request may ask for. */
const AT_ONCE = 100;
const NONE: ReadonlyMap<number, string> = new Map();

/** Names of patients by their numbers; those that are not known yet are missing. */
export function usePatientNames(ids: readonly number[]): ReadonlyMap<number, string> {
  const wanted = [...new Set(ids)].sort((a, b) => a - b);
  const { data = NONE } = useQuery({
    queryKey: ['patients', 'names', wanted],
    staleTime: 60_000,
    enabled: wanted.length > 0,
    placeholderData: (before) => before,
    queryFn: () => namesOf(wanted),
  });
  return data;
}

async function namesOf(ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const parts = Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, part) =>
    ids.slice(part * AT_ONCE, (part + 1) * AT_ONCE),
  );
  const pages = await Promise.all(
    parts.map((part) =>
      answerOf(api.GET('/api/patients', { params: { query: { ids: part.join(','), pageSize: AT_ONCE } } })),
    ),
  );
  return new Map(pages.flatMap(({ items }) => items.map((patient) => [patient.id, patientName(patient)] as const)));
}
