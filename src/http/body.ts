import express from 'express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { ProblemError } from '../common/index.js';

/** Largest body in bytes. */
export const BODY_LIMIT_BYTES = 1024 * 1024;

/** Reads JSON bodies up to the limit; any other kind of body under /api is refused, not ignored. */
export function readBody(): RequestHandler[] {
  return [
    refuseOtherKinds,
    // `inflate: false`: a few kilobytes can unpack to gigabytes.
    express.json({ limit: BODY_LIMIT_BYTES, inflate: false, strict: true, type: 'application/json' }),
  ];
}

function refuseOtherKinds(request: Request, _response: Response, next: NextFunction): void {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (hasBody && !request.is('application/json')) {
    next(new ProblemError('unsupported-media-type', 'Send the body as application/json in UTF-8, not compressed.'));
    return;
  }
  next();
}
