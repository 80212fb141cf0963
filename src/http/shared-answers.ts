import type { OpenAPIObject } from '@nestjs/swagger';
import { problemAnswers, sectionDescription } from '../common/index.js';
import type { ProblemCode } from '../common/index.js';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const PROBLEM_JSON = 'application/problem+json';

/** Adds to the document what any operation of its kind may answer, so that controllers name only what is their own. */
export function addSharedAnswers(document: OpenAPIObject): void {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation) addAnswers(operation, sharedProblems(path, operation));
    }
  }
}

/** Lists the tags in use with what they are about. */
export function describeTags(document: OpenAPIObject): void {
  const operations = Object.values(document.paths).flatMap((item) => METHODS.map((method) => item[method]));
  const tags = new Set(operations.flatMap((operation) => operation?.tags ?? []));
  document.tags = [...tags].map((name) => {
    const description = sectionDescription(name);
    return description === undefined ? { name } : { name, description };
  });
}

function sharedProblems(path: string, { requestBody, parameters, security }: Operation): ProblemCode[] {
  // A body is read before anybody asks for whom it is.
  const codes: ProblemCode[] = ['internal-error', 'malformed-json'];
  if (path.startsWith('/api/')) codes.push('unavailable', 'overloaded');
  if (security?.length) codes.push('unauthenticated', 'forged-request', 'too-many-requests');
  if (parameters?.length) codes.push('validation-failed');
  if (requestBody) codes.push('validation-failed', 'payload-too-large', 'unsupported-media-type');
  return codes;
}

function addAnswers({ responses }: Operation, shared: readonly ProblemCode[]): void {
  const own = Object.values(responses).flatMap((answer) => {
    const content = answer && 'content' in answer ? answer.content?.[PROBLEM_JSON] : undefined;
    return Object.keys(content?.examples ?? {}) as ProblemCode[];
  });
  for (const [status, answer] of problemAnswers([...own, ...shared])) responses[status] = answer;
}
