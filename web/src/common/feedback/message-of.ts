import { ApiProblem } from '../../api/index.js';
import { formatNumber } from '../format/index.js';
import { texts } from '../../texts/index.js';

/** What people read of an error. */
export function messageOf(error: unknown): string {
  const { problems, resources } = texts;
  if (!(error instanceof ApiProblem)) return problems['internal-error'];
  const { code, detail, problem } = error;
  if (code === 'plan-limit-reached' && problem?.resource !== undefined && problem.limit !== undefined) {
    return problems.limitReached(resources[problem.resource] ?? problem.resource, formatNumber(problem.limit));
  }
  return ((problems as Readonly<Record<string, unknown>>)[code] as string) ?? (detail || problems['internal-error']);
}
