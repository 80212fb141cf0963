import helmet from 'helmet';
import type { HelmetOptions } from 'helmet';
import type { RequestHandler, Response, Request } from 'express';

/** Security headers: nothing may be loaded or framed. */
export function securityHeaders(): RequestHandler {
  return collectOnce(helmet(options(API_POLICY)));
}

/** The API's answers are kept by nobody; what else is asked for may be a page. */
export function apiOr(pages: RequestHandler): RequestHandler {
  return (request, response, next) => {
    if (!API_PATH.test(request.path)) return void pages(request, response, next);
    response.setHeader('Cache-Control', 'no-store');
    next();
  };
}

/** The documents' page loads its own scripts and styles. */
export function documentHeaders(): RequestHandler {
  return helmet(options(DOCUMENT_POLICY));
}

/**
 * What a page may load: this server's files. No script stands in the page; the style elements that its components add
 * while it runs carry the number of the answer.
 */
export function pagePolicy(nonce: string): string {
  return `${PAGE_POLICY}; style-src 'self' 'nonce-${nonce}'`;
}

type Policy = Readonly<Record<string, readonly string[]>>;

const API_POLICY: Policy = {
  defaultSrc: ["'none'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
};
const DOCUMENT_POLICY: Policy = {
  defaultSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  styleSrc: ["'self'", "'unsafe-inline'"],
  scriptSrc: ["'self'"],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Helmet's own directives allow fonts and styles of any https host, and send http pages to https for their files. */
function options(directives: Policy): HelmetOptions {
  return { contentSecurityPolicy: { useDefaults: false, directives }, xFrameOptions: { action: 'deny' } };
}

/** Helmet works out the same dozen headers for every request; they are taken down once and set from then on. */
function collectOnce(middleware: RequestHandler): RequestHandler {
  let headers: [string, string][] | undefined;
  return (request, response, next) => {
    headers ??= collect(middleware, request);
    for (const [name, value] of headers) response.setHeader(name, value);
    next();
  };
}

function collect(middleware: RequestHandler, request: Request): [string, string][] {
  const headers: [string, string][] = [];
  const recorder = {
    setHeader: (name: string, value: string) => headers.push([name, value]),
    removeHeader: () => undefined,
  };
  void middleware(request, recorder as unknown as Response, () => undefined);
  return headers;
}

/** Routes match in any case. */
const API_PATH = /^\/api(\/|$)/i;
