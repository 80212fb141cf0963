import { answerOf } from '../api/index.js';
import type { Schemas } from '../api/index.js';
import { api } from '../session/index.js';

export type Importable = 'doctors' | 'patients';

/** Sends a CSV file. @param dryRun only checks it. @throws ApiProblem */
export async function importFile(what: Importable, file: File, dryRun: boolean): Promise<Schemas['ImportReport']> {
  const options = { params: { query: { dryRun } }, body: await file.text() };
  return answerOf(
    what === 'doctors' ? api.POST('/api/doctors/import', options) : api.POST('/api/patients/import', options),
  );
}
