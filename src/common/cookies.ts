import type { IncomingMessage } from 'node:http';

/** The value of a cookie; undefined when it is not there, or there twice: a page of a neighbour's may have added one. */
export function cookieOf({ headers }: Pick<IncomingMessage, 'headers'>, name: string): string | undefined {
  if (headers.cookie === undefined) return undefined;
  const values = headers.cookie
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  return values.length === 1 ? values[0] : undefined;
}

export interface CookieOptions {
  readonly maxAgeSeconds: number;
  /** Only sent over https. */
  readonly isSecure: boolean;
  /** Scripts of the page may read it. */
  readonly isReadable?: boolean;
}

/** A Set-Cookie header for this host alone, never sent along with requests that other sites cause. */
export function setCookie(name: string, value: string, options: CookieOptions): string {
  const { maxAgeSeconds, isSecure, isReadable = false } = options;
  const flags = [isReadable ? '' : '; HttpOnly', isSecure ? '; Secure' : ''].join('');
  return `${name}=${value}; Path=/; SameSite=Strict; Max-Age=${maxAgeSeconds}${flags}`;
}
