import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { onResponseEnd, tracedRequest } from '../common/index.js';
import type { RequestState } from '../common/index.js';
import type { Logger } from './logger.js';
import type { OpenRequests } from './open-requests.js';
import type { RequestMeasures } from './request-measures.js';

const REQUEST_ID = /^[\w.-]{1,64}$/;

/**
 * Gives every request an id, kept from `x-request-id` if that is harmless, and when it is over measures it and writes one
 * line: the route's pattern, never the address, which holds what people search for.
 */
export function requestLog(
  logger: Logger,
  open: OpenRequests,
  measures: RequestMeasures,
): (request: Request, response: Response, next: NextFunction) => void {
  const isLogged = logger.isLevelEnabled('info');
  return (request, response, next) => {
    const started = performance.now();
    const sent = request.headers['x-request-id'];
    const requestId = typeof sent === 'string' && REQUEST_ID.test(sent) ? sent : randomUUID();
    (request as RequestState).requestId = requestId;
    response.setHeader('x-request-id', requestId);
    const place = open.unanswered.add(response);
    onResponseEnd(response, () => {
      const durationMs = performance.now() - started;
      open.unanswered.take(place);
      measures.end(request, response, durationMs);
      if (isLogged) logger.info(describe(request, response, durationMs));
    });
    tracedRequest(request, response, next);
  };
}

function describe(request: Request & RequestState, response: Response, durationMs: number): Record<string, unknown> {
  const route = request.route as { path?: string } | undefined;
  return {
    requestId: request.requestId,
    method: request.method,
    route: route?.path ?? null,
    status: response.writableFinished ? response.statusCode : null,
    durationMs: Math.round(durationMs * 100) / 100,
    ...(request.problem && { code: request.problem }),
    ...(request.principal && whoAsked(request.principal)),
  };
}

/** People by number only; a company also by the name that its address has, which is public. */
function whoAsked({ userId, companyId, companySlug }: NonNullable<RequestState['principal']>): Record<string, unknown> {
  return { userId, companyId, ...(companySlug && { company: companySlug }) };
}
