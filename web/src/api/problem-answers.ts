import type { Problem } from './problem.js';
import type { Send } from './send.js';

const PROBLEM_JSON = 'application/problem+json';

/** What an answer with such a status means that is none of medadmin's: of a proxy, most likely. */
const MEANINGS: Readonly<Record<number, Problem['code']>> = {
  400: 'validation-failed',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  413: 'payload-too-large',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

/** Makes a problem of every failure that is not one: what is typed as a problem has to be one. */
export function withProblems(send: Send): Send {
  return async (request) => {
    const response = await send(request);
    const isAsTyped = response.ok || response.headers.get('Content-Type')?.startsWith(PROBLEM_JSON);
    return isAsTyped ? response : problemAnswer(response);
  };
}

function problemAnswer({ status, statusText, headers }: Response): Response {
  const problem: Problem = {
    type: 'about:blank',
    title: statusText === '' ? `Status ${status}` : statusText,
    status,
    detail: 'The server could not be reached as expected.',
    code: MEANINGS[status] ?? 'internal-error',
    requestId: headers.get('X-Request-Id') ?? '',
  };
  const kept = new Headers(headers);
  kept.set('Content-Type', PROBLEM_JSON);
  for (const name of ['Content-Length', 'Content-Encoding']) kept.delete(name);
  return new Response(JSON.stringify(problem), { status, statusText, headers: kept });
}
