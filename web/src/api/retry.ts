import { IDEMPOTENCY_KEY } from './idempotency.js';
import { isReading } from './send.js';
import type { Send } from './send.js';

const FIRST_PAUSE_MS = 250;
/** The server may ask for more patience than a person has. */
const LONGEST_PAUSE_MS = 5_000;

/**
 * Sends a request again that got no answer, or 503 with a `Retry-After` of a few seconds. Only what has no second effect:
 * reading, and what carries an `Idempotency-Key`.
 * @param retries how many times at most.
 */
export function retrying(send: Send, retries: number): Send {
  return async (request) => {
    const mayRepeat = isReading(request) || request.headers.has(IDEMPOTENCY_KEY);
    for (let left = mayRepeat ? retries : 0, pauseMs = FIRST_PAUSE_MS; left > 0; left -= 1, pauseMs *= 2) {
      const answer = await attempt(send, request.clone());
      const wishMs = answer === undefined ? pauseMs : wishedPauseMs(answer);
      if (answer !== undefined && wishMs === undefined) return answer;
      await pause(wishMs ?? pauseMs, request.signal);
    }
    return send(request);
  };
}

/** The answer; undefined if there was none. @throws what the request's own signal says when it was aborted. */
async function attempt(send: Send, request: Request): Promise<Response | undefined> {
  try {
    return await send(request);
  } catch {
    if (request.signal.aborted) throw request.signal.reason;
    return undefined;
  }
}

function wishedPauseMs({ status, headers }: Response): number | undefined {
  const wish = Number(headers.get('Retry-After') ?? Number.NaN) * 1000;
  return status === 503 && wish <= LONGEST_PAUSE_MS ? wish : undefined;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve();
    }
  });
}
