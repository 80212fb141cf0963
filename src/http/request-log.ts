import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { onResponseEnd } from '../common/index.js';
import type { RequestState } from '../common/index.js';
import type { Logger } from './logger.js';

const REQUEST_ID = /^[\w.-]{1,64}$/;

/**
 * Gives every request an id, kept from `x-request-id` if that is harmless, and writes one line when it is answered: the
 * route's pattern, never the address, which holds what people search for.
 */
export function requestLog(logger: Logger): (request: Request, response: Response, next: NextFunction) => void {
  const isLogged = logger.isLevelEnabled('info');
  return (request, response, next) => {
    const started = performance.now();
    const sent = request.headers['x-request-id'];
    const requestId = typeof sent === 'string' && REQUEST_ID.test(sent) ? sent : randomUUID();
    (request as RequestState).requestId = requestId;
    response.setHeader('x-request-id', requestId);
    if (isLogged) {
      onResponseEnd(response, () => {
        logger.info(describe(request, response, performance.now() - started));
      });
    }
    next();
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
    ...(request.principal && { userId: request.principal.userId, companyId: request.principal.companyId }),
  };
}
