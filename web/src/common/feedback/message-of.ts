import { ApiProblem } from '../../api/index.js';
import { formatNumber } from '../format/index.js';
import { texts } from '../../texts/index.js';

/** What people read of an error: our own texts by its code; of wrong input also what the server says of the fields. */
export function messageOf(error: unknown): string {
  const { problems, problemCodes, conflicts, resources } = texts;
  if (!(error instanceof ApiProblem)) return problemCodes['internal-error'];
  const { code, detail, problem, fields } = error;
  // Nothing that the server has said, but a page that knows better.
  if (problem === undefined && detail !== '') return detail;
  if (code === 'plan-limit-reached' && problem?.resource !== undefined && problem.limit !== undefined)
    return problems.limitReached(resources[problem.resource] ?? problem.resource, formatNumber(problem.limit));
  if (problem?.conflict !== undefined) return conflicts[problem.conflict] ?? problemCodes.conflict;
  return [problemCodes[code] ?? problemCodes['internal-error'], ...Object.values(fields)].join(' ');
}
