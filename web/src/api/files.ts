import type { Send } from './send.js';

/** The API takes CSV files at addresses that end so, and JSON everywhere else. */
const IMPORT = '/import';

/** A body that is a text already, such as a CSV file, is sent as it is. */
export function withoutQuotes(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** Says of CSV files that they are some. */
export function withFiles(send: Send): Send {
  return (request) => {
    if (new URL(request.url).pathname.endsWith(IMPORT)) request.headers.set('Content-Type', 'text/csv');
    return send(request);
  };
}
