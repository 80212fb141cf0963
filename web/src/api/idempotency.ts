import type { Send } from './send.js';

export const IDEMPOTENCY_KEY = 'Idempotency-Key';
const KEY_BYTES = 16;

/** Gives every POST an `Idempotency-Key`, so that it can be sent again without a second effect. */
export function withKeys(send: Send): Send {
  return (request) => {
    if (request.method === 'POST' && !request.headers.has(IDEMPOTENCY_KEY))
      request.headers.set(IDEMPOTENCY_KEY, newKey());
    return send(request);
  };
}

/** Not `crypto.randomUUID`, which pages have over https only. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
