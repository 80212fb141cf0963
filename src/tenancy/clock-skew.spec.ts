import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SystemClock } from '../common/index.js';
import { AccessTokens } from './access-tokens.js';

const NOW = Date.parse('2026-11-24T08:00:00Z');
const TTL_S = 900;

/** An instance whose clock is so many seconds ahead. */
function instance(aheadS: number): AccessTokens {
  const clock = new SystemClock(() => NOW + aheadS * 1000);
  return new AccessTokens(createSecretKey(Buffer.alloc(32, 1)), clock, TTL_S);
}

describe('access tokens between instances whose clocks differ', () => {
  const claims = { userId: 1, companyId: 1, sessionId: 's' };
  const isTaken = (issuedAt: number, asked: number): boolean => {
    try {
      instance(asked).verify(instance(issuedAt).issue(claims));
      return true;
    } catch {
      return false;
    }
  };

  it.each([
    [30, true],
    [31, false],
    [60, false],
    [300, false],
    [86_400, false],
  ])('issued by one that is %i seconds ahead: taken is %s', (aheadS, taken) => {
    expect(isTaken(aheadS, 0)).toBe(taken);
  });

  it.each([
    [30, true],
    [300, true],
    [TTL_S - 1, true],
    [TTL_S, false],
    [86_400, false],
  ])('issued by one that is %i seconds behind: taken is %s, and ends so much earlier', (behindS, taken) => {
    expect(isTaken(-behindS, 0)).toBe(taken);
  });
});
