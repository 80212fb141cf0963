import type { Request, Response } from 'express';

/** Numbers and codes that a span carries; never a value of a record, an address or a statement's parameters. */
export type SpanFacts = Readonly<Record<string, string | number>>;

/** Who draws up traces of what the program does. */
export interface Tracer {
  /** Calls `next` as the beginning of a trace, or of a part of somebody else's, that ends with the response. */
  request(request: Request, response: Response, next: () => void): void;

  /** Runs `work` as a part of what is under way, and notes how long it took and whether it failed. */
  span<T>(name: string, facts: SpanFacts, work: () => Promise<T>): Promise<T>;
}

let tracer: Tracer | undefined;

/** From now on work is traced; undefined: no more. The whole process has one tracer, as it has one log. */
export function traceWith(next: Tracer | undefined): void {
  tracer = next;
}

/** Runs `work`, as a span if somebody traces. */
export function traced<T>(name: string, facts: SpanFacts, work: () => Promise<T>): Promise<T> {
  return tracer === undefined ? work() : tracer.span(name, facts, work);
}

/** Goes on with a request, as a trace if somebody traces. */
export function tracedRequest(request: Request, response: Response, next: () => void): void {
  if (tracer === undefined) next();
  else tracer.request(request, response, next);
}
