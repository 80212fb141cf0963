/** What `fetch` does with a request. */
export type Send = (request: Request) => Promise<Response>;

/** Where the server is asked for a path. */
export function addressOf(baseUrl: string, path: string): string {
  return baseUrl.replace(/\/$/, '') + path;
}

/** Whether the server is asked for this path below the client's base address. */
export function isFor(request: Request, baseUrl: string, paths: readonly string[]): boolean {
  const { pathname } = new URL(request.url);
  return paths.some((path) => pathname === pathnameOf(baseUrl) + path);
}

/** Whether the request may only look. */
export function isReading({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD';
}

function pathnameOf(baseUrl: string): string {
  // A page's client may have no base address: then it is the page's own server.
  return baseUrl === '' ? '' : new URL(baseUrl, 'http://localhost').pathname.replace(/\/$/, '');
}
