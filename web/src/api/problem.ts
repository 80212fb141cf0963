import type { components } from './schema.js';

/** What the API answers instead of what was asked for (RFC 9457). */
export type Problem = components['schemas']['Problem'];
/** `offline`: nothing was answered at all. */
export type ProblemCode = components['schemas']['ProblemCode'] | 'offline';

/** A problem to be thrown. */
export class ApiProblem extends Error {
  /** @param problem what the server said, if it said anything. */
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly problem?: Problem,
    options?: ErrorOptions,
  ) {
    super(detail === '' ? code : detail, options);
    this.name = 'ApiProblem';
  }

  /** 0 when nothing was answered. */
  get status(): number {
    return this.problem?.status ?? 0;
  }

  /** Sentences by the name of the field, as forms want them. */
  get fields(): Readonly<Record<string, string>> {
    const errors = this.problem?.errors ?? [];
    return Object.fromEntries(errors.map(({ field, message }) => [field, sentence(message)]));
  }
}

interface Outcome<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * The answer of a call, for those who would rather catch than look: `await answerOf(client.GET('/api/doctors'))`.
 * @throws ApiProblem; what an aborted call throws.
 */
export async function answerOf<Data>(call: Promise<Outcome<Data>>): Promise<NonNullable<Data>> {
  const { data, error, response } = await call.catch(offline);
  if (response.ok) return data as NonNullable<Data>;
  throw asProblem(error);
}

/** The problem that the body of an answer tells of. */
export function asProblem(body: unknown): ApiProblem {
  if (typeof body !== 'object' || body === null || !('code' in body)) return new ApiProblem('internal-error', '');
  const problem = body as Problem;
  return new ApiProblem(problem.code, problem.detail, problem);
}

/** Calls that their caller ended. */
const GIVEN_UP = ['AbortError', 'TimeoutError'];

function offline(error: unknown): never {
  if (GIVEN_UP.includes((error as Error).name)) throw error;
  throw new ApiProblem('offline', '', undefined, { cause: error });
}

function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
