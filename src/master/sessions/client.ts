import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/** Where a request comes from, as far as can be told; none of it is proof of anything. */
export interface Client {
  /** Network address; behind proxies the one that TRUST_PROXY makes it. */
  readonly address: string;
  /** Program and system in words, for people to recognise. */
  readonly device: string;
}

/** Handler parameter: where the request comes from. */
export const CurrentClient = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  clientOf(context.switchToHttp().getRequest<Request>()),
);

export function clientOf(request: Request): Client {
  return { address: (request.ip ?? 'unknown').slice(0, 64), device: deviceName(request.headers['user-agent'] ?? '') };
}

const PROGRAMS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrome\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b|\biPad\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];
const LONGEST_USER_AGENT = 400;

/** `Firefox on Linux`. Most others are told apart by their first word, such as `okhttp`. */
export function deviceName(userAgent: string): string {
  const text = userAgent.slice(0, LONGEST_USER_AGENT);
  const find = (names: typeof PROGRAMS): string | undefined => names.find(([pattern]) => pattern.test(text))?.[1];
  const program = find(PROGRAMS) ?? /^[\w.-]{1,40}/.exec(text)?.[0] ?? 'Unknown program';
  const system = find(SYSTEMS);
  return system === undefined ? program : `${program} on ${system}`;
}
