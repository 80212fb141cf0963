import { describe, expect, it } from '@jest/globals';
import { IDLE_MS, idleState, RENEWAL_MS, WARNING_MS } from './idle.js';

const moments = { lastActive: 1_000_000, lastRenewal: 1_000_000 };
const after = (ms: number) => idleState({ ...moments, now: moments.lastActive + ms });

describe('idleState', () => {
  it('warns a minute before the end, to the millisecond', () => {
    expect(after(IDLE_MS - WARNING_MS - 1).kind).toBe('active');
    expect(after(IDLE_MS - WARNING_MS)).toMatchObject({ kind: 'warning', leftMs: WARNING_MS });
    expect(after(IDLE_MS - 1).kind).toBe('warning');
    expect(after(IDLE_MS)).toMatchObject({ kind: 'over', leftMs: 0 });
  });

  it('renews for those who did something, and not for those who did not', () => {
    const now = moments.lastRenewal + RENEWAL_MS;
    expect(idleState({ ...moments, now }).isRenewalDue).toBe(false);
    expect(idleState({ ...moments, lastActive: moments.lastActive + 1, now }).isRenewalDue).toBe(true);
    expect(idleState({ ...moments, lastActive: moments.lastActive + 1, now: now - 1 }).isRenewalDue).toBe(false);
  });

  it('renews no session that is over', () => {
    const lastActive = moments.lastRenewal + 1;
    expect(idleState({ ...moments, lastActive, now: lastActive + IDLE_MS }).isRenewalDue).toBe(false);
  });
});
