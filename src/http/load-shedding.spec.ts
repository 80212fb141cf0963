import type { ServerResponse } from 'node:http';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Request } from 'express';
import { loadSettings } from '../config/index.js';
import { OverloadedError } from './http.errors.js';
import { LoadShedding } from './load-shedding.js';
import { LoopDelay } from './loop-delay.js';
import { OpenRequests } from './open-requests.js';

describe('LoadShedding', () => {
  let open: OpenRequests;
  let shedding: LoadShedding;
  beforeEach(() => {
    open = new OpenRequests();
    const settings = loadSettings({ MAX_REQUESTS_IN_FLIGHT: '3', MAX_EVENT_LOOP_DELAY_MS: '100' });
    shedding = new LoadShedding(settings, open, new LoopDelay());
  });

  const outcome = (url = '/api/doctors'): unknown => {
    let passed: unknown;
    shedding.admit({ url } as Request, {} as never, (error?: unknown) => (passed = error ?? 'admitted'));
    return passed;
  };
  const fly = (count: number): void => {
    for (let each = 0; each < count; each += 1) open.unanswered.add({} as ServerResponse);
  };

  it('admits as long as there is room', () => {
    fly(3);
    expect(outcome()).toBe('admitted');
  });

  it('refuses with a time to come back when there is none', () => {
    fly(4);
    expect(outcome()).toBeInstanceOf(OverloadedError);
    expect((outcome() as OverloadedError).headers['Retry-After']).toBe('2');
  });

  it('never refuses those who look after the process', () => {
    fly(4);
    for (const url of ['/health/live', '/health/ready?x', '/HEALTH/ready', '/metrics'])
      expect(outcome(url)).toBe('admitted');
    for (const url of ['/healthy', '/api/health', '/metricsx']) expect(outcome(url)).toBeInstanceOf(OverloadedError);
  });

  it('bears an event loop that is late for a moment', () => {
    for (let now = 0; now <= 2900; now += 200) shedding.look(150, now);
    expect(outcome()).toBe('admitted');
    shedding.look(50, 3000);
    shedding.look(5000, 9000);
    shedding.look(99, 9100);
    expect(outcome()).toBe('admitted');
  });

  it('refuses when it is late at every look for three seconds, until it is in time once', () => {
    for (let now = 0; now <= 3200; now += 200) shedding.look(150, now);
    expect(outcome()).toBeInstanceOf(OverloadedError);
    shedding.look(20, 3400);
    expect(outcome()).toBe('admitted');
  });
});
