import type { ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable, Logger, Optional } from '@nestjs/common';
import { problemKind } from './problem-codes.js';
import type { ProblemError } from './problem.error.js';
import { Refusals } from './refusals.js';
import type { StatefulRequest } from './request-state.js';
import { toProblem } from './to-problem.js';

/** Answers every error as RFC 9457 `application/problem+json`, and logs those that need somebody's attention. */
@Injectable()
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  constructor(@Optional() private readonly refusals?: Refusals) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<StatefulRequest>();
    const response = http.getResponse<ServerResponse>();
    const problem = toProblem(thrown);
    request.problem = problem.code;
    this.log(problem, request);
    if (response.headersSent) {
      // Half an answer is out: cutting the connection is the only way left to say that it is not whole.
      response.destroy();
      return;
    }
    const noted = this.refusals?.note(request, problem);
    if (noted === undefined) answer(problem, request, response);
    else void noted.then(() => answer(problem, request, response));
  }

  private log(problem: ProblemError, request: StatefulRequest): void {
    const level = problemKind(problem.code).logLevel;
    this.logger[level]({ requestId: request.requestId, ...describeProblem(problem) });
  }
}

/** The members of the answer, without the request id. */
export function problemBody(problem: ProblemError): Record<string, unknown> {
  const kind = problemKind(problem.code);
  return {
    ...problem.extra.extensions,
    type: `urn:medadmin:problem:${problem.code}`,
    title: kind.title,
    status: kind.status,
    detail: kind.hidesDetail ? kind.detail : problem.detail,
    code: problem.code,
    ...(problem.extra.errors && { errors: problem.extra.errors }),
  };
}

function answer(problem: ProblemError, request: StatefulRequest, response: ServerResponse): void {
  const body = { ...problemBody(problem), requestId: request.requestId ?? randomUUID() };
  response.statusCode = problem.status;
  for (const [name, value] of Object.entries(problem.headers)) {
    response.setHeader(name, value);
  }
  response.setHeader('Content-Type', 'application/problem+json; charset=utf-8');
  response.end(JSON.stringify(body));
}

/** What the log may know: names, codes and places. Messages of foreign errors carry values and stay out. */
function describeProblem(problem: ProblemError): Record<string, unknown> {
  const described: Record<string, unknown> = { code: problem.code, error: problem.name };
  if (problem.name !== 'ProblemError') {
    described.detail = problem.detail;
  }
  if (problem.extra.cause !== undefined) {
    described.causes = causes(problem.extra.cause);
  }
  if (problem.code === 'internal-error') {
    described.at = frames(problem.extra.cause ?? problem);
  }
  return described;
}

function causes(cause: unknown, depth = 0): string[] {
  if (!(cause instanceof Error)) {
    return [typeof cause];
  }
  const code = (cause as NodeJS.ErrnoException).code;
  const named = typeof code === 'string' || typeof code === 'number' ? `${cause.name} ${code}` : cause.name;
  const inner: unknown = cause.cause ?? (cause as { driverError?: unknown }).driverError;
  return inner === undefined || depth === 4 ? [named] : [named, ...causes(inner, depth + 1)];
}

function frames(error: unknown): string[] {
  const { stack = '', message } = error instanceof Error ? error : { message: '' };
  // The stack begins with the message, whose lines may look like frames.
  return stack
    .slice(message === '' ? 0 : stack.indexOf(message) + message.length)
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
}
