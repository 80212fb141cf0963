import { useQueryClient } from '@tanstack/react-query';
import { answerOf } from '../../api/index.js';
import type { Schemas } from '../../api/index.js';
import { showDone, showProblem } from '../../common/feedback/index.js';
import { formatDate } from '../../common/format/index.js';
import { api, useTimeZone } from '../../session/index.js';
import { texts } from '../../texts/index.js';

const labels = texts.settings.deletion;

/** Deleting the own clinic, and taking that back; each is told. */
export function useDeletion() {
  const queries = useQueryClient();
  const zone = useTimeZone();
  const told = async (call: Promise<Schemas['CompanyProfile']>): Promise<void> => {
    const { eraseAt } = await call;
    // What may be read and done is another thing everywhere.
    await queries.invalidateQueries();
    showDone(eraseAt === null ? labels.undeleted : labels.deleted(formatDate(eraseAt, zone)));
  };
  return {
    remove: (password: string) => told(answerOf(api.POST('/api/company/delete', { body: { password } }))),
    keep: () => told(answerOf(api.POST('/api/company/undelete'))).catch(showProblem),
  };
}
