import { randomBytes } from 'node:crypto';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { pagePolicy } from '../headers.js';
import { BuiltPages } from './built-pages.js';
import { isPagePath } from './page-paths.js';

const NONCE_BYTES = 16;
/** Names hold a hash of the content: what is there never changes. */
const ASSET = /^\/assets\/([\w-]+(?:\.[\w-]+)+)$/;
/** Compressed when they were built, the better kind first. */
const COMPRESSED = [
  { encoding: 'br', suffix: '.br' },
  { encoding: 'gzip', suffix: '.gz' },
] as const;
const IS_COMPRESSIBLE = /\.(js|css|svg)$/;

/** Answers requests for pages and their files; everything else goes on. */
export function servePages(pages = new BuiltPages()): RequestHandler {
  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      next();
      return;
    }
    const asset = ASSET.exec(request.path)?.[1];
    if (asset !== undefined) sendAsset(pages, asset, request, response, next);
    else if (isPagePath(request.path)) sendDocument(pages, response).then((isSent) => !isSent && next(), next);
    else next();
  };
}

async function sendDocument(pages: BuiltPages, response: Response): Promise<boolean> {
  const nonce = randomBytes(NONCE_BYTES).toString('base64');
  const html = await pages.html(nonce);
  if (html === undefined) return false;
  response.setHeader('Content-Security-Policy', pagePolicy(nonce));
  response.setHeader('Cache-Control', 'no-cache');
  response.type('html').send(html);
  return true;
}

function sendAsset(pages: BuiltPages, name: string, request: Request, response: Response, next: NextFunction): void {
  const { folder } = pages;
  if (folder === undefined) {
    next();
    return;
  }
  const packed = IS_COMPRESSIBLE.test(name) ? acceptedEncoding(request) : undefined;
  if (IS_COMPRESSIBLE.test(name)) response.setHeader('Vary', 'Accept-Encoding');
  if (packed) {
    response.type(name);
    response.setHeader('Content-Encoding', packed.encoding);
  }
  const root = `${folder}/assets`;
  response.sendFile(`${name}${packed?.suffix ?? ''}`, { root, immutable: true, maxAge: '1y' }, (error?: Error) => {
    if (error === undefined || response.headersSent) return;
    for (const header of ['Content-Encoding', 'Content-Type', 'Cache-Control']) response.removeHeader(header);
    next();
  });
}

function acceptedEncoding(request: Request): (typeof COMPRESSED)[number] | undefined {
  return COMPRESSED.find(({ encoding }) => request.acceptsEncodings(encoding));
}
