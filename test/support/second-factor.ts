import { generate } from 'otplib';
import type { ApiClient, Answer, SignedIn } from './api-client.js';
import type { TestClock } from './test-clock.js';

export const STEP_MS = 30_000;

export interface Enrolled {
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

/** The code that an authenticator app shows at this time. */
export function codeAt(secret: string, time: Date): Promise<string> {
  return generate({ secret, epoch: Math.floor(time.getTime() / 1000) });
}

/** A code that is none of the three that are right now. */
export async function wrongCode(secret: string, time: Date): Promise<string> {
  const shifts = [-STEP_MS, 0, STEP_MS];
  const right = await Promise.all(shifts.map((shift) => codeAt(secret, new Date(time.getTime() + shift))));
  return ['000000', '111111', '222222', '333333'].find((code) => !right.includes(code))!;
}

/** Sets up an authenticator app, and moves the clock on to its next code. */
export async function enrol(api: ApiClient, password: string, clock: TestClock): Promise<Enrolled> {
  const begun = await api.post<{ secret: string }>('/api/auth/second-factor/setup', { password });
  if (begun.status !== 200) throw new Error(`setup answered ${begun.status}: ${begun.text}`);
  const { secret } = begun.body;
  const code = await codeAt(secret, clock.now());
  const confirmed = await api.post<{ recoveryCodes: string[] }>('/api/auth/second-factor/confirm', { code });
  if (confirmed.status !== 200) throw new Error(`confirm answered ${confirmed.status}: ${confirmed.text}`);
  clock.advance(STEP_MS);
  return { secret, recoveryCodes: confirmed.body.recoveryCodes };
}

/** The challenge that a right password is answered with. */
export async function challengeOf(api: ApiClient, username: string, password: string): Promise<string> {
  const answer = await api.post<{ code: string; challenge: string }>('/api/auth/login', { username, password });
  if (answer.body.code !== 'second-factor-required') throw new Error(`login answered ${answer.text}`);
  return answer.body.challenge;
}

export function complete(
  api: ApiClient,
  challenge: string,
  code: { readonly code: string } | { readonly recoveryCode: string },
): Promise<Answer<SignedIn>> {
  return api.post<SignedIn>('/api/auth/second-factor', { challenge, ...code });
}

/** How many answers have each status. */
export function countStatuses(answers: readonly { readonly status: number }[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
