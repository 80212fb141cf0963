const MINUTE_MS = 60_000;
const LONGEST_PAUSE_MS = 6 * 60 * MINUTE_MS;
/** The last one is two days after the first: mail servers that are down for a weekend's day find the mails waiting. */
const ATTEMPTS = 16;
const CODE_MAX_LENGTH = 60;

/**
 * When a mail is to be tried again: after one minute, then after twice as long each time, up to six hours.
 * @param attempts how often it was tried; from 1.
 * @returns null when it was tried often enough.
 */
export function nextAttempt(attempts: number, now: Date): Date | null {
  if (attempts >= ATTEMPTS) return null;
  const pauseMs = Math.min(MINUTE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS);
  return new Date(now.getTime() + pauseMs);
}

/** Why a mail could not be sent, without the words of the mail server, which may repeat addresses. */
export function failureCode(error: unknown): string {
  const { code, responseCode } = (error ?? {}) as { code?: unknown; responseCode?: unknown };
  const words = [code, responseCode].filter((word) => typeof word === 'string' || typeof word === 'number');
  return (words.join(' ') || 'unknown').slice(0, CODE_MAX_LENGTH);
}
