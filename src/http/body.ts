import { isUtf8 } from 'node:buffer';
import express from 'express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { assertReasonableShape, isCsvUpload, ProblemError } from '../common/index.js';

/** Largest body in bytes. */
export const BODY_LIMIT_BYTES = 1024 * 1024;

/** Addresses whose senders sign the body byte by byte: it stays as it came, and nobody reads it before its signature. */
const SIGNED = /^\/api\/[^?]+\/webhook\/?(\?|$)/i;

/**
 * Reads JSON bodies up to the limit; any other kind of body is refused, not ignored. At an address that ends in
 * `/webhook` the body is a Buffer; a CSV file at one that ends in `/import` is left for its handler to read.
 */
export function readBody(): RequestHandler[] {
  const keep = express.raw({ limit: BODY_LIMIT_BYTES, inflate: false, type: 'application/json' });
  const read = readJson();
  return [
    refuseOtherKinds,
    (request, response, next) => void (SIGNED.test(request.url) ? keep : read)(request, response, next),
    refuseUnreasonableShape,
  ];
}

function readJson(): RequestHandler {
  return express.json({
    limit: BODY_LIMIT_BYTES,
    // A few kilobytes can unpack to gigabytes.
    inflate: false,
    strict: true,
    type: 'application/json',
    verify: refuseBrokenText,
  });
}

function refuseOtherKinds(request: Request, _response: Response, next: NextFunction): void {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  const isWelcome = (Boolean(request.is('application/json')) || isCsvUpload(request)) && isUtf8Declared(request);
  if (hasBody && !isWelcome) {
    next(new ProblemError('unsupported-media-type', 'Send the body as application/json in UTF-8, not compressed.'));
    return;
  }
  next();
}

function isUtf8Declared(request: Request): boolean {
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(request.headers['content-type'] ?? '') ?? [];
  return /^utf-?8$/i.test(charset);
}

/** Decoding would put U+FFFD in the place of what is no UTF-8, and the sender would never know. */
function refuseBrokenText(_request: unknown, _response: unknown, body: Buffer): void {
  if (!isUtf8(body)) throw new TypeError('not UTF-8');
}

function refuseUnreasonableShape(request: Request, _response: Response, next: NextFunction): void {
  if (!Buffer.isBuffer(request.body)) assertReasonableShape(request.body);
  next();
}
