import { describe, expect, it } from '@jest/globals';
import type { Request } from 'express';
import { loadSettings } from '../config/index.js';
import { CompanyRate } from './company-rate.js';
import { TooManyRequestsError } from './http.errors.js';

const MINUTE_MS = 60_000;
const rate = (perMinute: number, environment = {}): CompanyRate =>
  new CompanyRate(loadSettings({ RATE_LIMIT_COMPANY_PER_MINUTE: String(perMinute), ...environment }), {
    companyOf: ({ url }: Request) => (url === '/anonymous' ? undefined : Number(url.slice(1))),
  });

const many = (count: number, take: () => number): number[] => Array.from({ length: count }, take);

describe('CompanyRate', () => {
  it('allows a minute’s worth at once, then one at a time as the minute goes on', () => {
    const requests = rate(60);
    expect(many(60, () => requests.take(1, 0))).toEqual(Array.from({ length: 60 }, () => 0));
    expect(requests.take(1, 0)).toBe(1000);
    expect(requests.take(1, 400)).toBe(600);
    expect(requests.take(1, 1000)).toBe(0);
    expect(requests.take(1, 1000)).toBe(1000);
    expect(many(60, () => requests.take(1, 1000 + MINUTE_MS))).not.toContain(1000);
  });

  it('charges a company nothing for what was refused', () => {
    const requests = rate(60);
    many(60, () => requests.take(1, 0));
    many(1000, () => requests.take(1, 0));
    expect(requests.take(1, 1000)).toBe(0);
  });

  it('refuses nobody for rounding, at whatever fraction of a millisecond the minute begins', () => {
    for (const perMinute of [1, 7, 60]) {
      const requests = rate(perMinute);
      for (let company = 1; company <= 2000; company += 1) {
        const nowMs = company * 1234.567_89;
        expect(many(perMinute, () => requests.take(company, nowMs)).filter((waitMs) => waitMs > 0)).toEqual([]);
      }
    }
  });

  const waits = (take: (companyId: number) => number): number[] => [1, 2, 1].map(take);

  it('keeps companies apart', () => {
    const requests = rate(1);
    expect(waits((companyId) => requests.take(companyId, 0))).toEqual([0, 0, MINUTE_MS]);
  });

  it('would have one pay for another with one count for all (control)', () => {
    const requests = rate(1);
    expect(waits(() => requests.take(1, 0))).toEqual([0, MINUTE_MS, MINUTE_MS]);
  });

  it('forgets companies that are quiet, and no others', () => {
    const requests = rate(1);
    for (let company = 1; company <= 10_001; company += 1) requests.take(company, company === 1 ? MINUTE_MS : 0);
    for (let company = 20_001; company <= 30_001; company += 1) requests.take(company, MINUTE_MS + 1);
    expect(requests.take(1, MINUTE_MS + 2)).toBeGreaterThan(0);
    expect((requests as unknown as { dueMs: Map<number, number> }).dueMs.size).toBeLessThan(20_000);
  });

  const outcome = (requests: CompanyRate, url: string): unknown => {
    let passed: unknown;
    requests.admit({ url } as Request, {} as never, (error?: unknown) => (passed = error ?? 'admitted'));
    return passed;
  };

  it('tells who is refused when to come back', () => {
    const requests = rate(1);
    expect(outcome(requests, '/7')).toBe('admitted');
    const refusal = outcome(requests, '/7') as TooManyRequestsError;
    expect(refusal).toBeInstanceOf(TooManyRequestsError);
    expect(Number(refusal.headers['Retry-After'])).toBe(60);
  });

  it('asks nothing of who is of no company, nor of anybody when limits are off', () => {
    const requests = rate(1);
    for (let each = 0; each < 5; each += 1) expect(outcome(requests, '/anonymous')).toBe('admitted');
    const off = rate(1, { RATE_LIMIT: 'off' });
    for (let each = 0; each < 5; each += 1) expect(outcome(off, '/7')).toBe('admitted');
  });
});
